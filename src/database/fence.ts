import { ContentError } from '../errors.ts'
import type { Database, Row, Transaction } from './database.ts'

/** Takes the fence: from now on whoever held it before can change nothing more. */
export const takeFence = async (database: Database): Promise<number> => {
  const [row] = await database.query<Row & { readonly fence: number }>(
    `insert into pipeline.recorded (id, ordinal, fence) values (1, 0, 1)
     on conflict (id) do update set fence = pipeline.recorded.fence + 1
     returning fence`,
  )
  return row?.fence ?? 0
}

/**
 * Makes sure, inside a transaction, that nobody has taken the fence since; the row stays locked until
 * the transaction ends.
 * @throws ContentError `REFUSED`
 */
export const checkFence = async (transaction: Transaction, fence: number): Promise<void> => {
  const [row] = await transaction.query<Row & { readonly fence: number }>(
    'select fence from pipeline.recorded where id = 1 for update',
  )
  if (row?.fence === fence) return
  throw new ContentError(
    'REFUSED',
    'Another publisher has taken over; this run changes nothing more.',
    {
      hint: 'Run the command again once the other has ended.',
    },
  )
}
