import type { RateLimits } from '../embedder.ts'
import type { Database, Row } from './database.ts'

/** The model whose vectors readers use; null before the first. */
export const activeModel = async (database: Database): Promise<string | null> => {
  const [row] = await database.query<Row & { readonly model: string }>(
    'select model_version as model from embeddings.models where active',
  )
  return row?.model ?? null
}

/** The model that readers used before the active one; null where there was none. */
export const previousModel = async (database: Database): Promise<string | null> => {
  const [row] = await database.query<Row & { readonly model: string }>(
    `select model_version as model from embeddings.models
     where not active and activated_at is not null
     order by activated_at desc, model_version limit 1`,
  )
  return row?.model ?? null
}

/** Makes a model known; the first one is active at once. */
export const registerModel = async (
  database: Database,
  model: string,
  dimensions: number,
): Promise<void> => {
  await database.query(
    `insert into embeddings.models (model_version, dimensions, active, activated_at)
     select $1, $2, first, case when first then now() end
     from (select not exists (select from embeddings.models where active) as first) as registered
     on conflict (model_version) do nothing`,
    [model, dimensions],
  )
}

/** A model that vectors are kept of. */
export type KnownModel = {
  readonly model: string
  readonly active: boolean
  /** What its service last said that it takes in a minute. */
  readonly limits: RateLimits | null
}

/** Every model that vectors are kept of, the active one first. */
export const knownModels = ({ query }: Database): Promise<readonly KnownModel[]> =>
  query<Row & KnownModel>(
    `select model_version as model, active, limits from embeddings.models
     order by active desc, activated_at desc nulls last, model_version`,
  )

/** Keeps what a model's service says that it takes in a minute. */
export const saveLimits = async (
  { query }: Database,
  model: string,
  limits: RateLimits,
): Promise<void> => {
  await query('update embeddings.models set limits = $2 where model_version = $1', [model, limits])
}
