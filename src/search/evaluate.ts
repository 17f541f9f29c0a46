import type { Database } from '../database/database.ts'
import { slugsOf } from '../database/describe-chunks.ts'
import { chunksByKeptVector } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import { findByText, findByVector } from './candidates.ts'
import { type ChunkHit, fuse } from './fuse.ts'
import { type Answered, type Relevance, relevance } from './relevance.ts'
import { fuseBoth, questionOf } from './search.ts'

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

/**
 * Asks every question by full text, by vectors and by both, and compares with the items that answer it. The vectors
 * are those kept of the embedder's model for live texts, whether readers use it or not; all of them are looked at.
 */
export const evaluate = async (
  db: Database,
  embedder: Embedder,
  questions: readonly ExpectedAnswer[],
  sourceLanguage: string,
): Promise<Evaluation> => {
  const found = { text: [], vector: [], hybrid: [] } as Record<keyof Evaluation, Answered[]>
  for (const { question: text, language, items: expected } of questions) {
    const languages = [sourceLanguage]
    const question = questionOf({ text, language: language ?? sourceLanguage, languages })
    if (question === null) continue
    const byText = await findByText(db, question)
    const byVector = await findByVector(db, embedder, question, chunksByKeptVector)
    const rankings = {
      text: itemsIn(byText),
      vector: itemsIn(byVector),
      hybrid: fuseBoth(byText, byVector, embedder.model).map(({ contentId }) => contentId),
    }
    const slugs = await slugsOf(db, Object.values(rankings).flat())
    for (const retriever of retrievers) {
      const ids = rankings[retriever].slice(0, answers)
      found[retriever].push({ found: ids.map((id) => slugs.get(id) ?? ''), expected })
    }
  }
  return {
    text: relevance(found.text, answers),
    vector: relevance(found.vector, answers),
    hybrid: relevance(found.hybrid, answers),
  }
}

const itemsIn = (hits: readonly ChunkHit[]): readonly string[] =>
  fuse([{ weight: 1, hits }]).map(({ contentId }) => contentId)
