import { createHash } from 'node:crypto'
import type { HistoryCommit } from '../../src/source/history.ts'
import type { ObjectReader } from '../../src/source/objects.ts'
import { memoryObjects } from '../support/memory-objects.ts'
import { blobOf, bytesOf, type Tree } from './content.ts'
import type { History } from './history.ts'

/** The first-parent line of a history, and the objects it names, held in memory. */
export type MemoryHistory = {
  readonly commits: readonly HistoryCommit[]
  readonly objects: ObjectReader
}

/** The id of a commit that lies in no repository. */
export const commitId = (number: number): string =>
  createHash('sha1').update(`commit ${number}`).digest('hex')

/** A history as Git would tell it. */
export const inMemory = ({ commits, line }: History): MemoryHistory => {
  const blobs = new Map<string, Uint8Array>()
  let before: ReadonlyMap<string, string> = new Map()
  const told = line.map((number): HistoryCommit => {
    const after = blobsOf(commits[number]?.tree ?? new Map(), blobs)
    const parents = commits[number]?.parents.map(commitId) ?? []
    const commit = { ...people, commit: commitId(number), parents, date: dateOf(number) }
    const changes = changesOf(before, after)
    before = after
    return { ...commit, subject: `Commit ${number}`, changes }
  })
  return { commits: told, objects: memoryObjects(blobs) }
}

/** When a commit was made: ISO 8601, UTC. */
export const dateOf = (number: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString().replace('.000Z', 'Z')

const people = { author: { name: 'Ada Author', email: 'ada@example.org' }, trailers: [] }

const blobsOf = (tree: Tree, blobs: Map<string, Uint8Array>): ReadonlyMap<string, string> =>
  new Map(
    [...tree].map(([path, file]) => {
      const bytes = bytesOf(path, file)
      blobs.set(blobOf(bytes), bytes)
      return [path, blobOf(bytes)]
    }),
  )

const changesOf = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): HistoryCommit['changes'] =>
  [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path) => {
    const [old, now] = [before.get(path) ?? null, after.get(path) ?? null]
    const modeOf = (oid: string | null): string => (oid === null ? '000000' : '100644')
    if (old === now) return []
    return [{ path, oldMode: modeOf(old), newMode: modeOf(now), oldOid: old, newOid: now }]
  })
