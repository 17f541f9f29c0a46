import type { Database, Row, Transaction } from './database.ts'
import { type GraphSize, searchByIndex, searchExactly } from './vector-index.ts'

const neighbours = 10
const samples = 40

/**
 * The part of the ten nearest vectors that an index finds, from 0 to 1. A text itself is found by the very way that it
 * was put into the index, and so is what lies between texts of one item, also where questions are not. So places are asked
 * for that lie as far from every text as questions do: from one text towards that of another item, by 0.7 of it. Measured on
 * 100,000 chunks with efSearch at 40, 200, 400 and 600: 0.75, 0.85, 0.90 and 1.00 of what is nearest to these, 0.72, 0.93, 0.97 and
 * 0.99 of what is nearest to questions, and all of it between texts of one item. The texts are those whose digests come
 * first, which are as good as any.
 */
export const measureRecall = async (
  database: Database,
  model: string,
  size: GraphSize,
): Promise<number> => {
  const places = await database.query<Row & { readonly place: string }>(
    `with sample as (
       select embedding, row_number() over (order by input_digest, id) as number
       from embeddings.content_embeddings where model_version = $1
       order by input_digest, id limit ${2 * samples}
     )
     select (one.embedding + other.embedding * array_fill(0.7, array[vector_dims(other.embedding)])::vector)::text as place
     from sample as one join sample as other on other.number = one.number + ${samples}`,
    [model],
  )
  const nearest = (place: string, set: (transaction: Transaction) => Promise<void>) =>
    database.transaction(async (transaction) => {
      await set(transaction)
      // Distances and not ids, since equal texts have equal vectors.
      return await transaction.query<Row & { readonly distance: number }>(
        `select (embedding <=> $2::vector)::float8 as distance
         from embeddings.content_embeddings where model_version = $1
         order by embedding <=> $2::vector
         limit ${neighbours}`,
        [model, place],
      )
    })
  let found = 0
  let all = 0
  for (const { place } of places) {
    const exact = await nearest(place, searchExactly)
    const farthest = exact.at(-1)?.distance ?? 0
    const near = await nearest(place, async (transaction) => {
      await searchByIndex(transaction, size)
      // The planner may take sorting few vectors for cheaper, which says nothing of the index.
      await transaction.query('set local enable_sort = off')
    })
    found += near.filter(({ distance }) => distance <= farthest + 1e-6).length
    all += exact.length
  }
  return all === 0 ? 1 : found / all
}
