import type { Transaction } from './database.ts'

/** Whether a table has no rows, so that new ones can be copied straight into it. The name is ours, never input. */
export const isEmpty = async ({ query }: Transaction, table: string): Promise<boolean> => {
  const [row] = await query<{ readonly empty: boolean }>(
    `select not exists (select from ${table}) as empty`,
  )
  return row?.empty === true
}
