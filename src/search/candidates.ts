import type { Database } from '../database/database.ts'
import { chunksByVector, chunksByWords } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import type { SearchFilter } from './filter.ts'
import type { ChunkHit } from './fuse.ts'
import { searchConfiguration, searchText } from './segment.ts'

/** A question with the languages it may be answered in, the wanted one first. */
export type Question = {
  readonly text: string
  readonly languages: readonly string[]
  readonly filter: SearchFilter
}

/** Up to 50 live chunks that share words with the question, best first. Its quotes, `or` and `-word` are understood. */
export const findByText = async (
  db: Database,
  { text, languages, filter }: Question,
): Promise<readonly ChunkHit[]> =>
  chunksByWords(db, {
    languages,
    filter,
    configurations: languages.map(searchConfiguration),
    strict: languages.map((language) => searchText(text, language)),
    relaxed: languages.map((language) => searchText(withoutExclusions(text), language)),
  })

/** Up to 50 live chunks nearest to the question, nearest first; none where the embedder is not the active model. */
export const findByVector = async (
  db: Database,
  embedder: Embedder,
  { text, languages, filter }: Question,
  nearest: typeof chunksByVector = chunksByVector,
): Promise<readonly ChunkHit[]> => {
  const [vector] = await embedder.embed([withoutExclusions(text)])
  if (vector === undefined) return []
  return nearest(db, { languages, filter, vector, model: embedder.model })
}

/** The question without its `-word` and `-"some words"`, of which nothing is to be found. */
const withoutExclusions = (text: string): string =>
  text.replace(/(?<=^|\s)-(?:"[^"]*"|[^\s"]+)/gu, ' ').trim()
