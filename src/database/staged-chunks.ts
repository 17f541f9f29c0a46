import { randomUUID } from 'node:crypto'
import { queryByHash } from './compare-by-hash.ts'
import type { Database, Row, Transaction } from './database.ts'
import { chunkColumns, keepRendered, type LiveChunk, stageRendered } from './live-chunks.ts'

/** A live text whose chunks are not, or not all, of the chunker that is asked for. */
export type StaleText = {
  readonly itemId: string
  readonly type: string
  readonly language: string
  readonly versionId: string
  readonly role: 'source' | 'translation'
  /** Name of its collection. */
  readonly collection: string
  readonly slug: string
  readonly blob: string
}

/** Live texts without a chunk of this chunker, neither live nor staged. */
export const staleTexts = ({ query }: Database, chunker: string): Promise<readonly StaleText[]> =>
  query<Row & StaleText>(
    `select live.content_id as "itemId", item.content_type as "type", live.language, live.version_id as "versionId",
            case when version.id is null then 'translation' else 'source' end as "role",
            coalesce(translated.collection, item.collection) as "collection", item.slug,
            coalesce(version.blob, translated.blob) as "blob"
     from pipeline.live as live
     join pipeline.items as item on item.id = live.content_id
     left join versions.content_versions as version on version.id = live.version_id
     left join pipeline.translation_versions as translated on translated.id = live.version_id
     where coalesce(version.blob, translated.blob) is not null
       and not exists (
         select from embeddings.live_chunks as chunk
         where chunk.content_id = live.content_id and chunk.language = live.language and chunk.chunker = $1)
       and not exists (
         select from embeddings.staged_chunks as staged
         where staged.content_id = live.content_id and staged.language = live.language
           and staged.version_id = live.version_id and staged.chunker = $1)
     order by live.content_id, live.language`,
    [chunker],
  )

/** Chunks to be staged, of one live text. */
export type StagedText = Pick<StaleText, 'itemId' | 'language' | 'versionId'> & {
  readonly chunks: readonly LiveChunk[]
}

/** Stages the chunks of texts, in place of what is staged of them. */
export const stageChunks = (database: Database, texts: readonly StagedText[]): Promise<void> =>
  database.transaction(async (transaction) => {
    await removeStaged(transaction, texts)
    const run = randomUUID()
    await keepRendered(
      transaction,
      run,
      texts.flatMap(({ chunks }) => chunks),
    )
    await stageRendered(transaction, { run }, texts)
  })

const removeStaged = async (
  { query }: Transaction,
  texts: readonly Pick<StaleText, 'itemId' | 'language'>[],
): Promise<void> => {
  await query(
    `delete from embeddings.staged_chunks as staged
     using unnest($1::uuid[], $2::text[]) as gone (content_id, language)
     where staged.content_id = gone.content_id and staged.language = gone.language`,
    [texts.map(({ itemId }) => itemId), texts.map(({ language }) => language)],
  )
}

/** How many chunks are staged. */
export const countStaged = async ({ query }: Database): Promise<number> => {
  const [row] = await query<Row & { readonly chunks: number }>(
    'select count(*)::int as chunks from embeddings.staged_chunks',
  )
  return row?.chunks ?? 0
}

/** Removes staged chunks of texts that have changed since, or that a release has cut anew; all where `chunker` is null. */
export const dropOutdatedStaged = async (
  { query }: Database,
  chunker: string | null,
): Promise<void> => {
  await query(
    `delete from embeddings.staged_chunks as staged
     where $1::text is null or staged.chunker <> $1 or not exists (
       select from pipeline.live as live
       where live.content_id = staged.content_id and live.language = staged.language
         and live.version_id = staged.version_id
         and not exists (
           select from embeddings.live_chunks as chunk
           where chunk.content_id = live.content_id and chunk.language = live.language
             and chunk.chunker = staged.chunker))`,
    [chunker],
  )
}

/** How many chunks would have no vector of a model if readers were switched to it now. */
export const countLacking = (database: Database, model: string): Promise<number> =>
  database.transaction(async (transaction) => {
    await transaction.query(placedSql)
    return await lackingOf(transaction, model)
  })

const lackingOf = async (transaction: Transaction, model: string): Promise<number> => {
  const [row] = await queryByHash<Row & { readonly lacking: number }>(transaction, lackingSql, [
    model,
  ])
  return row?.lacking ?? 0
}

/**
 * Switches readers to a model in one transaction: staged chunks take the place of the live ones, and every live chunk
 * gets its vector of the model. Nothing is changed where any would be without one; returns how many would. `judge` sees
 * what readers would; when it rejects, all is as before.
 */
export const switchModel = (
  database: Database,
  model: string,
  judge: (transaction: Transaction) => Promise<void>,
): Promise<number> =>
  database.transaction(async (transaction) => {
    const { query } = transaction
    // Released texts are replaced under the same lock, so what is counted is what is switched.
    await query('select from pipeline.recorded where id = 1 for update')
    await query(placedSql)
    const lacking = await lackingOf(transaction, model)
    if (lacking > 0) return lacking
    await query(
      `delete from embeddings.live_chunks as chunk using placed
       where chunk.content_id = placed.content_id and chunk.language = placed.language`,
    )
    await query(
      `insert into embeddings.live_chunks (${chunkColumns}, search)
       select ${chunkColumns}, search
       from embeddings.staged_chunks join placed using (content_id, language)`,
    )
    await query('delete from embeddings.staged_chunks')
    await query(
      'update embeddings.models set active = false where active and model_version <> $1',
      [model],
    )
    await query(
      `update embeddings.models set active = true, activated_at = now()
       where model_version = $1 and not active`,
      [model],
    )
    await queryByHash(transaction, linkSql, [model])
    await judge(transaction)
    return 0
  })

// Texts whose staged chunks are still those of what is live.
const placedSql = `
  create temporary table placed on commit drop as
  select distinct staged.content_id, staged.language
  from embeddings.staged_chunks as staged
  join pipeline.live as live
    on live.content_id = staged.content_id and live.language = staged.language
   and live.version_id = staged.version_id
  where not exists (
    select from embeddings.live_chunks as chunk
    where chunk.content_id = staged.content_id and chunk.language = staged.language
      and chunk.chunker = staged.chunker)`

const lackingSql = `
  select count(*)::int as lacking
  from (
    select content_id, language, input_digest from embeddings.live_chunks as chunk
    where not exists (
      select from placed
      where placed.content_id = chunk.content_id and placed.language = chunk.language)
    union all
    select content_id, language, input_digest
    from embeddings.staged_chunks join placed using (content_id, language)
  ) as chunk
  where not exists (
    select from embeddings.content_embeddings as known
    where known.model_version = $1 and known.input_digest = chunk.input_digest
      and known.content_id = chunk.content_id and known.language = chunk.language)`

const linkSql = `
  update embeddings.live_chunks as chunk set embedding_id = known.id
  from embeddings.content_embeddings as known
  where known.model_version = $1 and known.input_digest = chunk.input_digest
    and known.content_id = chunk.content_id and known.language = chunk.language
    and chunk.embedding_id is distinct from known.id`
