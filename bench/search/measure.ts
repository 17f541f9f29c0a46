import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { searchKept, searchLive } from '../../src/database/search-queries.ts'
import { vectorIndexOf } from '../../src/database/vector-index.ts'
import { reindex } from '../../src/line/reindex.ts'
import { queryOf } from '../../src/search/question.ts'
import { search } from '../../src/search/search.ts'
import { makeLive } from '../../test/support/live-chunks.ts'
import { seededRandom } from '../corpus/random.ts'
import { topicEmbedder } from './topic-embedder.ts'
import { anyTopic, mistyped, wordsAbout } from './words.ts'

const perLesson = 10
const lessonsAtOnce = 500
const questions = 200
// Reading all vectors takes long.
const compared = 50
const embedder = topicEmbedder()

/** Makes so many chunks of 60 to 200 words live, ten to a lesson of one topic, and gives them vectors. */
const fill = async (database: Database, chunks: number): Promise<void> => {
  const lessons = Math.ceil(chunks / perLesson)
  for (let start = 0; start < lessons; start += lessonsAtOnce)
    await makeLive(
      database,
      Array.from({ length: Math.min(lessonsAtOnce, lessons - start) }, (_, index) => {
        const random = seededRandom(1, start + index)
        const topic = anyTopic(random)
        const texts = Array.from({ length: perLesson }, () =>
          wordsAbout(random, topic, 60 + random.below(140)).join(' '),
        )
        return { slug: `lesson-${start + index}`, texts }
      }),
    )
  await reindex({
    database,
    embedder,
    filter: anyChunk,
    concurrency: 1,
    allow: () => {},
    onProgress: () => {},
  })
}

/** Questions of two to ten words about some topic each; one word in every tenth question is mistyped. */
const makeQuestions = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => {
    const random = seededRandom(2, number)
    const words = wordsAbout(random, anyTopic(random), 2 + random.below(9))
    const wrong = number % 10 === 0 ? random.below(words.length) : -1
    return words.map((word, at) => (at === wrong ? mistyped(random, word) : word)).join(' ')
  })

/** Milliseconds that searches take in this process. */
export type Times = { readonly p50: number; readonly p95: number }

/** Times of searches by full text alone and by both, and the part of the ten nearest vectors that the index finds. */
export type SearchFigures = {
  readonly text: Times
  readonly both: Times
  /** null where there is no index. */
  readonly recall: number | null
}

/** Fills so many generated chunks; then asks the same questions by full text alone, by both, and of the index and all vectors. */
export const measureSearch = async (database: Database, chunks: number): Promise<SearchFigures> => {
  await fill(database, chunks)
  const asked = makeQuestions(questions)
  const text = await timesOf(database, null, asked)
  const both = await timesOf(database, embedder, asked)
  const indexed = (await vectorIndexOf(database, embedder.model)) !== null
  return { text, both, recall: indexed ? await recallOf(database, asked.slice(0, compared)) : null }
}

const timesOf = async (
  database: Database,
  by: typeof embedder | null,
  asked: readonly string[],
): Promise<Times> => {
  const times: number[] = []
  for (const text of asked) {
    const start = performance.now()
    await search(database, by, { text, language: 'en', languages: ['en'], limit: 10 })
    times.push(performance.now() - start)
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

const recallOf = async (database: Database, asked: readonly string[]): Promise<number> => {
  let [found, all] = [0, 0]
  for (const text of asked) {
    const query = await queryOf({ text, language: 'en', languages: [], limit: 10 }, embedder)
    if (query === null) continue
    // Nothing is in common with a language that no text is in, so full text finds nothing.
    const byVector = { ...query, relaxed: [''], strict: [''] }
    const slugs = async (by: typeof searchLive): Promise<readonly string[]> =>
      (await by(database, byVector)).map(({ slug, anchor }) => `${slug} ${anchor}`)
    const exact = await slugs(searchKept)
    const near = new Set(await slugs(searchLive))
    found += exact.filter((chunk) => near.has(chunk)).length
    all += exact.length
  }
  return all === 0 ? 1 : found / all
}
