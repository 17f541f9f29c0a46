import type { Transaction } from './database.ts'

/**
 * Takes away words that no live text has any more. To be called in a transaction that holds `pipeline.recorded`, as a release
 * does: it would keep a word for known that is taken away meanwhile.
 */
export const forgetWords = async ({ query }: Pick<Transaction, 'query'>): Promise<void> => {
  await query(
    `delete from embeddings.words as kept
     where not exists (
       select from embeddings.live_chunks as chunk
       where chunk.language = kept.language
         and chunk.search @@ ('''' || replace(replace(kept.word, '\\', '\\\\'), '''', '''''') || '''')::tsquery)`,
  )
}
