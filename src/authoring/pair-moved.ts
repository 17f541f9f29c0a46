import { lineHashes } from '../ingest/line-hashes.ts'
import { pairRenames, type RenameCandidate } from '../ingest/pair-renames.ts'
import { type OpenAcademy, recordAt } from './academy.ts'
import type { PlannedEdit } from './plan-edit.ts'

/** Lessons before a move as history tells them again, by their paths. */
export type MovedCandidates = ReadonlyMap<string, RenameCandidate>

/** The lessons among files that are about to move. */
export const movedCandidates = async (
  { academy, read }: OpenAcademy,
  paths: Iterable<string>,
): Promise<MovedCandidates> => {
  const found = new Map<string, RenameCandidate>()
  for (const path of paths) {
    const record = academy.items.has(path) ? recordAt(academy, path) : null
    if (record === null) continue
    const { blob, digest, fields } = record
    const lines = lineHashes(await read(path))
    found.set(path, { path, id: fields?.id ?? null, blob, digest, lines })
  }
  return found
}

/** Lessons that history would not tell again by their id, their text or most of its lines once the move is committed. */
export const unpairedLessons = async (
  { read }: OpenAcademy,
  { after, edit: { moved, contents } }: PlannedEdit,
  old: MovedCandidates,
): Promise<readonly string[]> => {
  const fresh: RenameCandidate[] = []
  for (const [from, before] of old) {
    const path = moved.get(from) ?? from
    const { blob = before.blob, digest = before.digest } = recordAt(after, path) ?? {}
    const lines = lineHashes(contents.get(path) ?? (await read(from)))
    fresh.push({ ...before, path, blob, digest, lines })
  }
  const pairs = pairRenames([...old.values()], fresh)
  return [...old.keys()].filter((from) => pairs.get(moved.get(from) ?? from) !== from)
}
