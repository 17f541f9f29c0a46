import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { hasVectorIndex, measureRecall } from '../../src/database/vector-index.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { reindex } from '../../src/line/reindex.ts'
import { search } from '../../src/search/search.ts'
import { seededRandom } from '../corpus/random.ts'
import { vocabulary } from '../corpus/vocabulary.ts'
import { fillModel, makeLessons } from './lessons.ts'

/** Milliseconds of a search in this process, and what the index finds; null where the model is too small for one. */
export type SearchTime = {
  readonly p50: number
  readonly p95: number
  readonly recall: number | null
}

const questions = 200

/** Fills so many chunks with offline vectors and asks them questions of one to eight words. */
export const measureSearch = async (database: Database, chunks: number): Promise<SearchTime> => {
  const embedder = offlineEmbedder()
  await fillModel(database, makeLessons(chunks))
  await reindex({
    database,
    embedder,
    filter: anyChunk,
    concurrency: 1,
    allow: () => {},
    onProgress: () => {},
  })
  const random = seededRandom(2)
  const times: number[] = []
  for (let asked = 0; asked < questions; asked += 1) {
    const words = Array.from({ length: 1 + random.below(8) }, () =>
      random.pick(vocabulary.en ?? []),
    )
    const request = { text: words.join(' '), language: 'en', languages: ['en'], limit: 10 }
    const start = performance.now()
    await search(database, embedder, request)
    times.push(performance.now() - start)
  }
  const sorted = times.toSorted((a, b) => a - b)
  const indexed = await hasVectorIndex(database, embedder.model)
  return {
    p50: sorted[Math.floor(questions * 0.5)] ?? 0,
    p95: sorted[Math.floor(questions * 0.95)] ?? 0,
    recall: indexed ? await measureRecall(database, embedder.model) : null,
  }
}
