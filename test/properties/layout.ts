import fc from 'fast-check'
import { createRepository, type TestRepository } from '../support/repository.ts'

/** Patterns of two collections, each in a directory of its own, and what is done to the files there, commit by commit. */
export type Layout = {
  readonly patterns: Readonly<Record<Directory, string>>
  readonly type: 'lesson' | 'article'
  readonly commits: readonly (readonly Change[])[]
}

const directories = ['x', 'y'] as const
type Directory = (typeof directories)[number]

type Change =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly at: number }
  | {
      readonly kind: 'move'
      readonly at: number
      readonly path: string
      readonly isBroken: boolean
    }

const pattern = fc.constantFrom(
  '{slug}',
  '{slug...}',
  '{pillar}/{slug...}',
  '{pillar}/{course}/{slug}',
  '{pillar}/{course}/{slug...}',
  '{pillar}/{course}/{unit}/{slug}',
  '{pillar}/{course}-{slug}',
  '{pillar}/{course...}/{slug}',
  '{pillar...}/{course}/{slug}',
  '{course}/{pillar}/{slug}',
  '{unit}/{pillar}/{course}/{slug}',
  '{slug}/{pillar}/{course}',
)

// Few names, so that they meet; one that is two parts of a segment.
const path = fc
  .tuple(
    fc.constantFrom(...directories),
    fc.array(fc.constantFrom('a', 'b', 'a-b'), { minLength: 1, maxLength: 4 }),
  )
  .map(([directory, parts]) => `${directory}/${parts.join('/')}.md`)

const text = fc
  .record({ slug: fc.constantFrom('', '', 'slug: a\n', 'slug: c\n'), subject: fc.nat(9) })
  .map(({ slug, subject }) => `---\n${slug}title: Of ${subject}\n---\n\n${linesOf(subject)}`)

const linesOf = (subject: number): string =>
  [1, 2, 3, 4, 5, 6].map((line) => `Line ${line} of ${subject}.\n`).join('\n')

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), path, text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      at: fc.nat(),
      path,
      isBroken: fc.boolean(),
    }),
  },
)

/** Layouts that repositories may have, sensible or not. */
export const layouts: fc.Arbitrary<Layout> = fc.record({
  patterns: fc.record({ x: pattern, y: pattern }),
  type: fc.constantFrom('lesson', 'article'),
  commits: fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  }),
})

/** The configuration of a layout: lessons in one directory, lessons or articles in the other. */
export const configurationOf = ({ patterns: { x, y }, type }: Layout): string => `
version: 1
source: { branch: main, language: en, languages: [en] }
collections:
  - { type: lesson, name: first, files: 'x/${x}.md' }
  - { type: ${type}, name: second, files: 'y/${y}.md' }
embedder: offline
`

/** A repository with the commits of a layout, and their ids. */
export const writeLayout = async ({
  commits,
}: Layout): Promise<TestRepository & { readonly ids: readonly string[] }> => {
  const source = await createRepository()
  const files = new Map<string, string>()
  const ids: string[] = []
  for (const changes of commits) {
    const before = new Map(files)
    for (const one of changes) makeChange(files, one)
    await source.remove(...[...before.keys()].filter((name) => !files.has(name)))
    await source.write(Object.fromEntries(files))
    ids.push(await source.commit())
  }
  return { ...source, ids }
}

const makeChange = (files: Map<string, string>, one: Change): void => {
  if (one.kind === 'write') {
    files.set(one.path, one.text)
    return
  }
  const from = [...files.keys()].toSorted()[one.at % Math.max(files.size, 1)]
  const moved = from === undefined ? undefined : files.get(from)
  if (from === undefined || moved === undefined) return
  files.delete(from)
  if (one.kind === 'move')
    files.set(one.path, one.isBroken ? moved.replace('title: ', 'title: [') : moved)
}
