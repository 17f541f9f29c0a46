import { expect, it } from 'vitest'
import { hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type RawEntry } from '../support/repository.ts'

const configuration = `version: 1
collections:
  - { type: article, files: "en/{slug...}.md" }
  - { type: lesson, files: "lessons/{slug...}.md", schema: lesson.schema.json }
`

const text = '# Evil\n\nThe xylophone is buried.\n'
const file = (name: string | Uint8Array): RawEntry => ({ name, content: text })
const below = (name: string): RawEntry => ({ name, content: [file('x.md')] })
const deep = (levels: number): RawEntry =>
  levels === 0 ? file('x.md') : { name: 'd', content: [deep(levels - 1)] }

/** Entries by the path under which each is reported, with its rules. */
const hostile: readonly (readonly [entry: RawEntry, path: string, ...rules: string[]])[] = [
  [file('caf\u00e9.md'), 'caf\u00e9.md', 'PATH_COLLISION'],
  [file('cafe\u0301.md'), 'cafe\u0301.md', 'PATH_COLLISION'],
  [file('A.md'), 'A.md', 'PATH_COLLISION'],
  [file('a.md'), 'a.md', 'PATH_COLLISION'],
  [file('CON.md'), 'CON.md', 'PATH_DEVICE'],
  [below('trail. '), 'trail. /x.md', 'PATH_TRAILING'],
  [file('a:b.md'), 'a:b.md', 'PATH_COLON'],
  [file('back\\slash.md'), 'back\\slash.md', 'PATH_BACKSLASH'],
  [file('-rf.md'), '-rf.md', 'PATH_DASH'],
  [file('line\nbreak.md'), 'line\nbreak.md', 'PATH_CONTROL'],
  [file('\u001b[2J.md'), '\u001b[2J.md', 'PATH_CONTROL'],
  [file('\u202egpj.md'), '\u202egpj.md', 'PATH_CONTROL'],
  [file(Buffer.from([0xff, 0x2e, 0x6d, 0x64])), '\\xff.md', 'PATH_ENCODING'],
  [file(`${'n'.repeat(297)}.md`), `${'n'.repeat(297)}.md`, 'PATH_LENGTH'],
  [deep(40), `${'d/'.repeat(40)}x.md`, 'PATH_DEPTH'],
  [file('w\u0456nd.md'), 'w\u0456nd.md', 'PATH_SCRIPT'],
  [file('..\\evil.md'), '..\\evil.md', 'PATH_BACKSLASH'],
  [below('.GIT'), '.GIT/x.md', 'PATH_COLLISION', 'PATH_GIT'],
  [below('git~1'), 'git~1/x.md', 'PATH_GIT'],
  [below('.g\u200cit'), '.g\u200cit/x.md', 'PATH_GIT'],
  [below('..'), '../x.md', 'PATH_DOTS'],
  [below('.'), './x.md', 'PATH_DOTS'],
  [below('.git'), '.git/x.md', 'PATH_COLLISION', 'PATH_GIT'],
]

type Finding = { readonly path: string; readonly rule: string; readonly severity: string }

it('names that no lesson may have are errors with and without a schema, and the others are published', async () => {
  await using source = await createRepository({
    'hma-content.yaml': configuration,
    'lesson.schema.json': '{ "type": "object" }',
  })
  const wind: RawEntry = { name: 'wind.md', content: '# Wind\n\nWatch the grass.\n' }
  const content = [wind, ...hostile.map(([entry]) => entry)]
  const commit = await source.entries([
    { name: 'en', content },
    { name: 'lessons', content },
  ])
  const check = ['validate', '--commit', commit]
  const findings = await hmaJson<Finding[]>(source.directory, check, { code: 1 })
  const found = findings.map(({ severity, path, rule }) => `${severity} ${rule} ${path}`)
  const expected = ['en', 'lessons'].flatMap((directory) =>
    hostile.flatMap(([, path, ...rules]) =>
      rules.map((rule) => `error ${rule} ${directory}/${path}`),
    ),
  )
  expect(found.toSorted()).toEqual(expected.toSorted())

  const github = await hma(source.directory, [...check, '--format', 'github'])
  expect(github.code).toBe(1)
  const annotations = github.stdout.trimEnd().split('\n')
  expect(annotations.at(-1)).toContain(`${expected.length - 9} more errors`)
  expect(annotations).toHaveLength(10)
  for (const line of annotations) expect(line).toMatch(/^::error (?:file|title)=\P{Cc}+$/u)

  await seedState(source.directory)
  expect(await hma(source.directory, ['publish', '--format', 'json'])).toMatchObject({ code: 1 })
  const live = await rowsOf(
    source.directory,
    "select slug from content_mgmt.content_items where status = 'published'",
  )
  expect(live).toEqual([{ slug: 'wind' }, { slug: 'wind' }])
})

it('commands in names and messages are shown, not carried out', async () => {
  const slug = '$(touch ran) `touch ran`'
  const subject = 'Add \u001b[31m$(touch ran) `touch ran` ::set-output name=a::b'
  await using source = await createRepository({
    'hma-content.yaml': configuration,
    'lesson.schema.json': '{ "type": "object" }',
    [`en/${slug}.md`]: '# Wind\n\n[a](<javascript:\u001b[2J%0A::set-output name=a::b>)\n',
    'en/stands.md': '# Stands \u001b[2J\n\nSit.\n',
  })
  await source.commit(`${subject}\n\n::set-output name=a::b\n`)
  await seedState(source.directory)
  const commands = [
    ['validate', '--format', 'github'],
    ['publish'],
    ['history', 'stands'],
    ['search', 'stands'],
  ]
  for (const command of commands) {
    const { code, stdout, stderr } = await hma(source.directory, command)
    expect({ command, code }).toEqual({ command, code: code === 1 ? 1 : 0 })
    expect(stdout + stderr).not.toContain('\u001b')
    // A workflow command is one only at the beginning of a line.
    expect(stdout + stderr).not.toMatch(/^\s*::set-output/m)
  }
  expect(await source.git('status', '--porcelain')).toBe('')
})
