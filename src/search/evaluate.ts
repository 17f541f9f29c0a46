import type { Database } from '../database/database.ts'
import { type LiveHit, searchKept } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import { queryOf } from './question.ts'
import { type Answered, type Relevance, relevance } from './relevance.ts'

/** A question with the items that answer it. */
export type ExpectedAnswer = {
  readonly question: string
  /** BCP 47; null for the source's. */
  readonly language: string | null
  /** Slugs. */
  readonly items: readonly string[]
}

export const retrievers = ['text', 'vector', 'hybrid'] as const

/** How well each way of searching answers, of its first ten answers. */
export type Evaluation = Readonly<Record<(typeof retrievers)[number], Relevance>>

// As many as a reader sees.
const answers = 10
// As many as both ways of searching find.
const everything = 100

/**
 * Asks every question by full text, by vectors and by both, and compares with the items that answer it. The vectors
 * are those kept of the embedder's model for live texts, whether readers use it or not; all of them are looked at.
 */
export const evaluate = async (
  database: Database,
  embedder: Embedder,
  questions: readonly ExpectedAnswer[],
  sourceLanguage: string,
): Promise<Evaluation> => {
  const found = { text: [], vector: [], hybrid: [] } as Record<keyof Evaluation, Answered[]>
  for (const { question: text, language, items: expected } of questions) {
    const languages = [sourceLanguage]
    const request = { text, language: language ?? sourceLanguage, languages, limit: everything }
    const query = await queryOf(request, embedder)
    if (query === null) continue
    const hits = await searchKept(database, query)
    const first = { text: by('textRank', hits), vector: by('vectorRank', hits), hybrid: hits }
    for (const retriever of retrievers) {
      const slugs = first[retriever].slice(0, answers).map(({ slug }) => slug)
      found[retriever].push({ found: slugs, expected })
    }
  }
  return {
    text: relevance(found.text, answers),
    vector: relevance(found.vector, answers),
    hybrid: relevance(found.hybrid, answers),
  }
}

/** What one way of searching found, best first. */
const by = (rank: 'textRank' | 'vectorRank', hits: readonly LiveHit[]): readonly LiveHit[] =>
  hits.filter((hit) => hit[rank] !== null).toSorted((a, b) => (a[rank] ?? 0) - (b[rank] ?? 0))
