import type { Database } from '../database/database.ts'
import { describeChunks } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import type { ContentType } from '../lesson/lesson.ts'
import { findByText, findByVector } from './candidates.ts'
import { type FusedHit, fuse } from './fuse.ts'
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
  readonly type?: ContentType
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
// Full text knows how rare a word is among the lessons, a vector of the offline embedder does not.
const textWeight = 1.5

/**
 * Live items that answer the request, best first: full text and vectors, fused by reciprocal rank, each item once and
 * in one language. Without an embedder, full text alone. Rejects with what the database or the embedder fails with.
 */
export const search = async (
  db: Database,
  embedder: Embedder | null,
  request: SearchRequest,
): Promise<readonly SearchHit[]> => {
  const text = request.text.slice(0, longestText).toWellFormed().replaceAll('\0', ' ').trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  const question = { text, languages: languageOrder(request), type: request.type ?? null }
  const [byText, byVector] = await Promise.all([
    findByText(db, question),
    embedder === null ? [] : findByVector(db, embedder, question),
  ])
  const lists = [
    { weight: textWeight, hits: byText },
    { weight: 1, hits: byVector },
  ]
  const best = fuse(lists).slice(0, request.limit)
  return describe(db, best, text)
}

const languageOrder = ({ language, languages }: SearchRequest): readonly string[] => [
  ...new Set([language, ...languages].flatMap((tag) => [tag, tag.split('-')[0] ?? tag])),
]

const describe = async (
  db: Database,
  hits: readonly FusedHit[],
  question: string,
): Promise<readonly SearchHit[]> => {
  const rows = await describeChunks(db, hits)
  return rows.map(({ text, position, ...row }) => ({
    ...row,
    score: hits[position - 1]?.score ?? 0,
    snippet: snippet(text, question, row.language),
  }))
}
