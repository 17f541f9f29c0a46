import { ContentError } from '../errors.ts'
import type { Database, Row } from './database.ts'

/** A batch of texts that a service was asked to embed, or was about to be. */
export type OpenBatch = {
  /** A UUID, ours, that the batch carries. */
  readonly mark: string
  /** The service's; null where the run that asked for it did not come to note it. */
  readonly id: string | null
  /** SHA-256 of each text in it. */
  readonly digests: readonly string[]
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The batches of a model of which what came back is not kept yet, the oldest first. */
export const openBatches = ({ query }: Database, model: string): Promise<readonly OpenBatch[]> =>
  query<Row & OpenBatch>(
    `select mark, batch_id as id, input_digests as digests,
            (extract(epoch from created_at) * 1000)::float8 as "createdAt"
     from embeddings.batches where model_version = $1 order by created_at, mark`,
    [model],
  )

/**
 * Notes a batch before it is created, for the run that has the model's claim.
 * @throws ContentError `OVERTAKEN` where another has it by now
 */
export const planBatch = async (
  { query }: Database,
  model: string,
  run: string,
  { mark, digests }: Pick<OpenBatch, 'mark' | 'digests'>,
): Promise<void> => {
  const rows = await query(
    `with own as (select from embeddings.claims where model_version = $2 and run = $4 for update)
     insert into embeddings.batches (mark, model_version, input_digests)
     select $1, $2, $3::text[] from own
     returning mark`,
    [mark, model, digests, run],
  )
  if (rows.length === 0)
    throw new ContentError('OVERTAKEN', `Another run has vectors of \`${model}\` bought by now.`)
}

/** Notes by which id the service knows a batch. */
export const noteBatch = async ({ query }: Database, mark: string, id: string): Promise<void> => {
  await query('update embeddings.batches set batch_id = $2 where mark = $1', [mark, id])
}

/** Forgets a batch of which nothing more is to come. */
export const forgetBatch = async ({ query }: Database, mark: string): Promise<void> => {
  await query('delete from embeddings.batches where mark = $1', [mark])
}

/** The texts in batches of a model of which what came back is not kept yet, by their SHA-256. */
export const digestsUnderWay = async (
  database: Database,
  model: string,
): Promise<ReadonlySet<string>> =>
  new Set((await openBatches(database, model)).flatMap(({ digests }) => digests))
