import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hostileBytes } from '../lesson/hostile-text.ts'
import { patience, runsOf } from '../properties/runs.ts'
import { hma, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
collections:
  - { type: article, files: "en/{slug}.md" }
  - { type: lesson, files: "lessons/{slug}.md", schema: lesson.schema.json }
`
const schema = '{ "type": "object", "properties": { "title": { "type": "string" } } }'
const good = '---\ntitle: Wind\n---\n\n# Wind\n\nWatch the grass.\n'
const academy = {
  'hma-content.yaml': configuration,
  'lesson.schema.json': schema,
  'en/wind.md': good,
  'lessons/wind.md': good,
}

type Finding = { readonly path: string; readonly rule: string; readonly severity: string }

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`

const costly: Readonly<Record<string, readonly [rule: string, content: string | Uint8Array]>> = {
  backticks: ['MD_COMPLEXITY', lines(1_000, (i) => `a ${'`'.repeat(i)}`)],
  brackets: ['MD_SIZE', '['.repeat(50_000)],
  bullets: ['MD_COMPLEXITY', '* '.repeat(4_000)],
  control: ['FM_NOT_MAP', '---\n"\\0"\n---\n'],
  definitions: ['MD_COMPLEXITY', lines(8_000, (i) => `[r${i}]: x`)],
  emphasis: ['MD_COMPLEXITY', '*a **a '.repeat(2_000)],
  headings: ['MD_SIZE', '# a\n'.repeat(100_000)],
  kinds: ['MD_COMPLEXITY', '*a_ '.repeat(4_000)],
  large: ['TEXT_SIZE', Buffer.alloc(20_000_000, 'word\n')],
  links: ['MD_SIZE', '[a](<b'.repeat(30_000)],
  lists: ['MD_COMPLEXITY', lines(1_000, (i) => `${' '.repeat(i)}- a`)],
  pointer: ['LFS_POINTER', pointer],
  quotes: ['MD_SIZE', '> '.repeat(50_000)],
}

/** The files under both collections. */
const inBoth = (files: Readonly<Record<string, string | Uint8Array>>) =>
  Object.fromEntries(
    ['en', 'lessons'].flatMap((directory) =>
      Object.entries(files).map(([name, content]) => [`${directory}/${name}.md`, content]),
    ),
  )

const liveIn = (source: TestRepository) =>
  rowsOf(
    source.directory,
    "select content_type::text as type, slug from content_mgmt.content_items where status = 'published' order by type, slug",
  )

it('files that would keep a parser busy are named as errors, and the others are published', async () => {
  const contents = Object.entries(costly).map(([name, [, content]]) => [name, content] as const)
  await using source = await createRepository({
    ...academy,
    ...inBoth(Object.fromEntries(contents)),
  })
  await source.commit()
  const started = performance.now()
  const run = await hma(source.directory, ['validate', '--format', 'json'])
  // Each within 2.5 s is what is asked; all of them together do not take that long.
  expect(performance.now() - started).toBeLessThan(20_000)
  expect(run).toMatchObject({ code: 1, stderr: '' })
  const first = Object.groupBy(JSON.parse(run.stdout) as Finding[], ({ path }) => path)
  const found = Object.entries(first).map(([path, all]) => `${path} ${all?.[0]?.rule}`)
  expect(found.toSorted()).toEqual(
    ['en', 'lessons'].flatMap((directory) =>
      Object.entries(costly).map(([name, [rule]]) => `${directory}/${name}.md ${rule}`),
    ),
  )
  await seedState(source.directory)
  expect(await hma(source.directory, ['publish', '--format', 'json'])).toMatchObject({ code: 1 })
  expect(await liveIn(source)).toEqual([
    { type: 'article', slug: 'wind' },
    { type: 'lesson', slug: 'wind' },
  ])
})

/** Ten, which lie in both collections. */
const twenty = fc.array(hostileBytes, { minLength: 10, maxLength: 10 })

const withHostile = async (
  contents: readonly Uint8Array[],
  use: (source: TestRepository) => Promise<void>,
): Promise<void> => {
  const files = Object.fromEntries(contents.map((content, index) => [`f${index}`, content]))
  await using source = await createRepository({ ...academy, ...inBoth(files) })
  await source.commit()
  await use(source)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal would obey
const commands = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

it(
  'twenty files of any bytes are judged by `validate` beside two good ones, of which it says nothing',
  { timeout: patience },
  () =>
    fc.assert(
      fc.asyncProperty(twenty, (contents) =>
        withHostile(contents, async (source) => {
          const run = await hma(source.directory, ['validate', '--format', 'json'])
          const findings = JSON.parse(run.stdout) as Finding[]
          const hasErrors = findings.some(({ severity }) => severity === 'error')
          expect(run).toMatchObject({ code: hasErrors ? 1 : 0, stderr: '' })
          expect(findings.filter(({ path }) => path.endsWith('/wind.md'))).toEqual([])
          for (const format of ['text', 'github']) {
            const shown = await hma(source.directory, ['validate', '--format', format])
            expect(shown.code).toBe(run.code)
            expect(shown.stdout).not.toMatch(commands)
          }
        }),
      ),
      runsOf(3),
    ),
)

it(
  'twenty files of any bytes never keep the two good ones beside them from being published',
  { timeout: patience },
  () =>
    fc.assert(
      fc.asyncProperty(twenty, (contents) =>
        withHostile(contents, async (source) => {
          await seedState(source.directory)
          const run = await hma(source.directory, ['publish', '--format', 'json'])
          // Two of them may have taken the same slug, which is the one thing that stops a run.
          if (run.code === 3) expect(run.stderr).toContain('Two files have one identity')
          else expect([0, 1]).toContain(run.code)
          if (run.code === 3) return
          const live = await liveIn(source)
          expect(live).toContainEqual({ type: 'article', slug: 'wind' })
          expect(live).toContainEqual({ type: 'lesson', slug: 'wind' })
        }),
      ),
      runsOf(1),
    ),
)
