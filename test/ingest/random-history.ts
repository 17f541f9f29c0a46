import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { HistoryCommit } from '../../src/source/history.ts'
import type { ObjectReader } from '../../src/source/objects.ts'
import { memoryObjects } from '../support/memory-objects.ts'
import { at, lesson } from '../support/replay.ts'

/** One thing that an author does to the files. */
export type Operation =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'move' | 'swap'; readonly path: string; readonly to: string }

const slugs = ['a', 'b', 'c', 'd']
const ids = [1, 2].map((digit) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`)

// The last differs from the first by a capital letter alone.
const lessonPath = fc.constantFrom(...[...slugs, 'A'].map((slug) => at(slug)))
const filePath = fc.oneof(
  { weight: 6, arbitrary: lessonPath },
  { weight: 2, arbitrary: fc.constantFrom(...slugs.map((slug) => at(slug, 'es'))) },
  { weight: 1, arbitrary: fc.constantFrom('p/c/tracks.png', 'p/c/course.yaml') },
)

// Some of them share most of their lines, so that renames with edits are found.
const body = fc.constantFrom(
  'One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nSix.',
  'One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\n# Seven',
  'Wind.\n\n![Tracks](../tracks.png)',
  'Wind.\n\n![Tracks](../tracks.png)\n\nThermals.\n\n[Next](../a/index.md)',
)

const lessonTextOf = fc
  .record(
    {
      body,
      id: fc.constantFrom(...ids),
      slug: fc.constantFrom(...slugs),
      status: fc.constantFrom('draft', 'published', 'typo'),
      publish_at: fc.constantFrom('2026-02-01', '2030-01-01'),
    },
    { requiredKeys: ['body'] },
  )
  .map(({ body, ...fields }) => lesson(fields, body))

const unreadable = ['---\ntitle: "open\n---\n', '---\ntitle: Elk\n', '\u0000']

/** Whether a text is one of those that say too little to be a lesson. */
export const isUnreadable = (content: string): boolean => unreadable.includes(content)

const text = fc.oneof(
  { weight: 8, arbitrary: lessonTextOf },
  { weight: 1, arbitrary: fc.constantFrom(...unreadable, 'title: Elk\n') },
)

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('write' as const), path: filePath, text }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), path: filePath }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('move' as const, 'swap' as const),
      path: lessonPath,
      to: lessonPath,
    }),
  },
)

/** What authors do, commit by commit. */
export const operations: fc.Arbitrary<readonly (readonly Operation[])[]> = fc.array(
  fc.array(operation, { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 9 },
)

/** A history that lies in memory: its commits, the objects they name, and the files after each. */
export type MemoryHistory = {
  readonly commits: readonly HistoryCommit[]
  readonly files: readonly ReadonlyMap<string, string>[]
  readonly objects: ObjectReader
}

/** The history in which these operations are committed, one commit for each list. */
export const historyOf = (steps: readonly (readonly Operation[])[]): MemoryHistory => {
  const blobs = new Map<string, Uint8Array>()
  const commits: HistoryCommit[] = []
  const files: ReadonlyMap<string, string>[] = []
  let before: ReadonlyMap<string, string> = new Map()
  for (const [index, step] of steps.entries()) {
    const after = new Map(before)
    for (const one of step) operate(after, one)
    for (const content of after.values()) blobs.set(blobOf(content), Buffer.from(content))
    commits.push(commitOf(index, before, after))
    files.push(after)
    before = after
  }
  return { commits, files, objects: memoryObjects(blobs) }
}

const operate = (files: Map<string, string>, operation: Operation): void => {
  const content = files.get(operation.path)
  if (operation.kind === 'write') files.set(operation.path, operation.text)
  else if (operation.kind === 'remove') files.delete(operation.path)
  else if (content !== undefined) {
    const other = files.get(operation.to)
    files.delete(operation.path)
    if (operation.kind === 'swap' && other !== undefined) files.set(operation.path, other)
    files.set(operation.to, content)
  }
}

const sha1 = (data: string): string => createHash('sha1').update(data).digest('hex')
/** The blob id of a text. */
export const blobOf = (content: string): string =>
  sha1(`blob ${Buffer.byteLength(content)}\u0000${content}`)

const commitOf = (
  index: number,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): HistoryCommit => ({
  commit: sha1(`commit ${index}`),
  parents: index === 0 ? [] : [sha1(`commit ${index - 1}`)],
  author: { name: 'Ada', email: 'ada@example.org' },
  date: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace('.000Z', 'Z'),
  subject: `Step ${index + 1}`,
  trailers: [],
  changes: [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)]
    if (old === now) return []
    return [
      {
        path,
        oldMode: old === undefined ? '000000' : '100644',
        newMode: now === undefined ? '000000' : '100644',
        oldOid: old === undefined ? null : blobOf(old),
        newOid: now === undefined ? null : blobOf(now),
      },
    ]
  }),
})
