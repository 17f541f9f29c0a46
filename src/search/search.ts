import type { Database } from '../database/database.ts'
import { describeChunks } from '../database/describe-chunks.ts'
import type { Embedder } from '../embedder.ts'
import type { ContentType } from '../lesson/lesson.ts'
import { findByText, findByVector, type Question } from './candidates.ts'
import { anyItem, type SearchFilter } from './filter.ts'
import { type ChunkHit, type FusedHit, fuse } from './fuse.ts'
import { snippet } from './snippet.ts'

/** What somebody looks for. */
export type SearchRequest = {
  readonly text: string
  /** BCP 47; a region falls back to its language (`es-MX` to `es`). */
  readonly language: string
  /** Where to look for items that do not exist in `language`, in this order. */
  readonly languages: readonly string[]
  /** How many items at most. */
  readonly limit: number
  /** Which items; any, where it is left out. */
  readonly filter?: SearchFilter
}

/** An item that answers, by its best chunk. Only the order of scores means anything. */
export type SearchHit = {
  readonly type: ContentType
  readonly slug: string
  readonly title: string
  /** The language of the chunk, the title and the snippet. */
  readonly language: string
  readonly anchor: string
  readonly score: number
  /** About 200 characters of plain text. */
  readonly snippet: string
}

// More is no question; the models refuse more than 8,192 tokens, which no 2,000 characters reach.
const longestText = 2_000
// Equal for models that know meanings, as the fusion was published. The offline embedder knows no more than shared words
// and their parts, and not how rare these are: from 4 on, no set of test/questions is answered worse with it than without.
const textWeights = { meaning: 1, offline: 4 } as const

const textWeight = (model: string): number =>
  model.startsWith('offline-') ? textWeights.offline : textWeights.meaning

/** Where an item stands in each of the two searches, from 1; null where it was not found there. */
export type ExplainedHit = SearchHit & {
  readonly ranks: { readonly text: number | null; readonly vector: number | null }
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
  (await explainedSearch(db, embedder, request)).map(({ ranks: _, ...hit }) => hit)

/** As `search`, with where each item stood in both searches. */
export const explainedSearch = async (
  db: Database,
  embedder: Embedder | null,
  request: SearchRequest,
): Promise<readonly ExplainedHit[]> => {
  const question = questionOf(request)
  if (question === null) return []
  const [byText, byVector] = await Promise.all([
    findByText(db, question),
    embedder === null ? [] : findByVector(db, embedder, question),
  ])
  const best = fuseBoth(byText, byVector, embedder?.model ?? '').slice(0, request.limit)
  const text = ranksOf(byText)
  const vector = ranksOf(byVector)
  return (await describe(db, best, question.text)).map(({ contentId, ...hit }) => ({
    ...hit,
    ranks: { text: text.get(contentId) ?? null, vector: vector.get(contentId) ?? null },
  }))
}

const ranksOf = (hits: readonly ChunkHit[]): ReadonlyMap<string, number> =>
  new Map([...new Set(hits.map(({ contentId }) => contentId))].map((id, index) => [id, index + 1]))

/** What is asked for as the searches take it; null where there is no word in it. */
export const questionOf = (request: Omit<SearchRequest, 'limit'>): Question | null => {
  const text = request.text.slice(0, longestText).toWellFormed().replaceAll('\0', ' ').trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return null
  return { text, languages: languageOrder(request), filter: request.filter ?? anyItem }
}

/** The answers of both searches as one ranking; the vectors are of this model. */
export const fuseBoth = (
  byText: readonly ChunkHit[],
  byVector: readonly ChunkHit[],
  model: string,
): readonly FusedHit[] =>
  fuse([
    { weight: textWeight(model), hits: byText },
    { weight: 1, hits: byVector },
  ])

const languageOrder = ({
  language,
  languages,
}: Omit<SearchRequest, 'limit'>): readonly string[] => [
  ...new Set([language, ...languages].flatMap((tag) => [tag, tag.split('-')[0] ?? tag])),
]

const describe = async (
  db: Database,
  hits: readonly FusedHit[],
  question: string,
): Promise<readonly (SearchHit & { readonly contentId: string })[]> => {
  const rows = await describeChunks(db, hits)
  return rows.map(({ text, position, ...row }) => ({
    ...row,
    contentId: hits[position - 1]?.contentId ?? '',
    score: hits[position - 1]?.score ?? 0,
    snippet: snippet(text, question, row.language),
  }))
}
