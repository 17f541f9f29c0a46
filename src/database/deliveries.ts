import type { Database, Row, Transaction } from './database.ts'

/** What a host has told of. */
export type DeliveryRow = {
  readonly provider: 'github' | 'gitlab'
  /** By which the host knows it; the same when it is sent again. */
  readonly id: string
  readonly event: string
  /** JSON text. */
  readonly payload: string
}

/** Writes deliveries down, and returns the keys (`provider id`) of those that were not known before. */
export const insertDeliveries = async (
  transaction: Transaction,
  deliveries: readonly DeliveryRow[],
): Promise<ReadonlySet<string>> => {
  const rows = await transaction.query<Row & { readonly key: string }>(
    `insert into pipeline.deliveries (provider, id, event, payload)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as told (provider, id, event, payload)
     -- Two that write the same ones down in other orders would wait for each other.
     order by provider, id
     on conflict do nothing
     returning provider || ' ' || id as key`,
    [
      deliveries.map(({ provider }) => provider),
      deliveries.map(({ id }) => id),
      deliveries.map(({ event }) => event),
      deliveries.map(({ payload }) => payload),
    ],
  )
  return new Set(rows.map(({ key }) => key))
}

/** Forgets what was delivered more than so many days ago. */
export const forgetDeliveries = async (
  { query }: Pick<Database, 'query'>,
  days: number,
): Promise<void> => {
  await query(
    'delete from pipeline.deliveries where received_at < now() - make_interval(days => $1)',
    [days],
  )
}
