import { expect, it } from 'vitest'
import { seededRandom } from '../../bench/corpus/random.ts'
import { topicEmbedder } from '../../bench/search/topic-embedder.ts'
import { anyTopic, wordsAbout } from '../../bench/search/words.ts'
import type { Database, Transaction } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { measureRecall } from '../../src/database/index-recall.ts'
import { vectorIndexOf } from '../../src/database/vector-index.ts'
import { reindex } from '../../src/line/reindex.ts'
import { openTestDatabase } from '../support/database.ts'
import { makeLive } from '../support/live-chunks.ts'

// Which links a graph has is drawn by lot: a bad one of half as many vectors is good one time in some hundreds.
const chunks = 1_400

/** A database that is told other statements than it is asked for. */
const misled = (database: Database, replaced: string, by: string): Database => {
  const mislead = ({ query, copyBinary }: Transaction): Transaction => ({
    query: (sql, parameters) => query(sql.replace(replaced, by), parameters),
    copyBinary,
  })
  return {
    ...database,
    ...mislead(database),
    transaction: (run) => database.transaction((transaction) => run(mislead(transaction))),
  }
}

it('a reindex keeps no index that misses what questions are nearest to, makes it anew, and again for many more vectors', async () => {
  const database = await openTestDatabase()
  const lessons = Array.from({ length: chunks / 10 }, (_, lesson) => {
    const random = seededRandom(1, lesson)
    const topic = anyTopic(random)
    const texts = Array.from({ length: 10 }, () => wordsAbout(random, topic, 60).join(' '))
    return { slug: `lesson-${lesson}`, texts }
  })
  await makeLive(database, lessons)
  const embedder = topicEmbedder()
  const built: number[] = []
  const fill = (on: Database) =>
    reindex({
      database: on,
      embedder,
      filter: anyChunk,
      concurrency: 1,
      indexFrom: chunks,
      allow: () => {},
      onProgress: (what, done) => void (what === 'index' && built.push(done)),
    })
  // So few links that walks end early.
  const badly = 'vector_cosine_ops) with (m = 2, ef_construction = 4)'
  await fill(misled(database, 'vector_cosine_ops)', badly))
  expect(built).toEqual([chunks])
  expect(await vectorIndexOf(database, embedder.model)).toBeNull()

  await fill(database)
  expect(built).toEqual([chunks, chunks])
  expect(await vectorIndexOf(database, embedder.model)).toBe('small')
  expect(await measureRecall(database, embedder.model, 'small')).toBeGreaterThanOrEqual(0.97)
  await fill(database)
  expect(built).toHaveLength(2)

  await fill(misled(database, 'count(*)::int as vectors', '20000 as vectors'))
  expect(built).toEqual([chunks, chunks, 20_000])
  expect(await vectorIndexOf(database, embedder.model)).toBe('large')
  await database.close()
})
