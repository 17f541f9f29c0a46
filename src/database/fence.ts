import { ContentError } from '../errors.ts'
import type { Row, Transaction } from './database.ts'

/**
 * Moves the fence on from where a run saw it when it read what is recorded, in the very transaction that
 * changes this, and returns where it is now. Whatever was changed meanwhile has moved it too: so of two
 * publishers at once the first to change anything wins, and nothing is built on what holds no longer.
 * Nobody has to give the fence back, so one that was killed keeps nobody waiting. The row stays locked
 * until the transaction ends.
 * @throws ContentError `OVERTAKEN`
 */
export const advanceFence = async (transaction: Transaction, seen: number): Promise<number> => {
  await transaction.query(
    'insert into pipeline.recorded (id, ordinal, fence) values (1, 0, 0) on conflict do nothing',
  )
  const [row] = await transaction.query<Row & { readonly fence: number }>(
    'update pipeline.recorded set fence = fence + 1 where id = 1 and fence = $1 returning fence',
    [seen],
  )
  if (row !== undefined) return row.fence
  throw new ContentError(
    'OVERTAKEN',
    'Another publisher was faster; this run changes nothing more.',
    { hint: 'Run the command again: it goes on from what the other has published.' },
  )
}
