import type { Database } from '../database/database.ts'
import { type LiveHit, searchLive } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import { queryOf, type SearchRequest } from './question.ts'
import { snippet } from './snippet.ts'

/** An item that answers, by its best chunk. Only the order of scores means anything. */
export type SearchHit = Pick<
  LiveHit,
  'type' | 'slug' | 'title' | 'language' | 'anchor' | 'heading' | 'score'
> & {
  /** About 200 characters of plain text. */
  readonly snippet: string
}

/** With where an item stands by each way of searching, from 1 (null where it was not found so), and what else was looked for. */
export type ExplainedHit = SearchHit & {
  readonly ranks: { readonly text: number | null; readonly vector: number | null }
  /** Words of texts, in place of words of the question that no text has. */
  readonly similarWords: readonly string[]
}

/**
 * Live items that answer the request, best first: full text and vectors, fused by reciprocal rank, each item once and
 * in one language. Without an embedder, full text alone. Rejects with what the database or the embedder fails with.
 */
export const search = async (
  db: Database,
  embedder: Embedder | null,
  request: SearchRequest,
): Promise<readonly SearchHit[]> =>
  (await explainedSearch(db, embedder, request)).map(
    ({ ranks: _, similarWords: __, ...hit }) => hit,
  )

/** As `search`, with how each item was found. */
export const explainedSearch = async (
  db: Database,
  embedder: Embedder | null,
  request: SearchRequest,
): Promise<readonly ExplainedHit[]> => {
  const query = await queryOf(request, embedder)
  if (query === null) return []
  const hits = await searchLive(db, query)
  return hits.map((found) => {
    const { text: _, textRank, vectorRank, ...hit } = found
    const words = [request.text, ...hit.similarWords].join(' ')
    return {
      ...hit,
      snippet: snippet(belowHeading(found), words, hit.language),
      ranks: { text: textRank, vector: vectorRank },
    }
  })
}

/** A chunk's text without its own heading or the title, which a reader is told of anyway. */
const belowHeading = ({ text, heading, title }: LiveHit): string => {
  const own = `${heading === '' ? title : heading.split(' › ').at(-1)}\n\n`
  return text.startsWith(own) ? text.slice(own.length) : text
}
