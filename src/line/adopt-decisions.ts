import type { Connections } from '../connect.ts'
import { insertDecisions, loadDecisions, markCopied, readUncopied } from '../database/decisions.ts'
import { readLastRelease } from '../database/last-release.ts'
import type { Decision } from '../decision.ts'
import { reach } from '../point.ts'
import { decisionKey, putDecision, readDecisions } from '../publish/decision-copies.ts'
import { readPointer } from '../publish/write-pointer.ts'
import type { RunMode } from './recorded.ts'

type Place = Pick<Connections, 'database' | 'bucket'>

/**
 * Takes over decisions that only the bucket knows, where the database may have lost some: at a rebuild, before a
 * database's first release, and where readers are pointed to a release later than its last (a restored backup).
 */
export const adoptDecisions = async (
  { database, bucket }: Place,
  mode: RunMode = 'append',
): Promise<void> => {
  const last = mode === 'rebuild' ? null : await readLastRelease(database)
  if (last !== null) {
    const pointer = await readPointer(bucket)
    if (pointer === null || pointer.sequence <= last.sequence) return
  }
  const decisions = await readDecisions(bucket)
  if (decisions.length === 0) return
  await database.transaction((transaction) => insertDecisions(transaction, decisions))
  reach('decisions-adopted')
}

/** Copies to the bucket what was decided and is not there yet. */
export const copyDecisions = async ({ database, bucket }: Place): Promise<void> => {
  for (const decision of await readUncopied(database)) {
    await putDecision(bucket, decision)
    reach('decision-copied')
    await markCopied(database, decision.sequence)
  }
}

/** The decisions that were copied to the bucket and are not in it any more; `stored` are its keys. */
export const lostCopies = async (
  database: Pick<Place['database'], 'query'>,
  stored: ReadonlySet<string>,
): Promise<readonly Decision[]> => {
  const waiting = new Set((await readUncopied(database)).map(({ sequence }) => sequence))
  const decisions = await loadDecisions(database)
  return decisions.filter(
    ({ sequence }) => !waiting.has(sequence) && !stored.has(decisionKey(sequence)),
  )
}
