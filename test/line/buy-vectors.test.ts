import { expect, it } from 'vitest'
import { decide } from '../../src/database/decisions.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { registerModel } from '../../src/database/models.ts'
import { purgeItemRows } from '../../src/database/purge-rows.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import type { Embedder } from '../../src/embedder.ts'
import { buyVectors, pendingTexts } from '../../src/line/buy-vectors.ts'
import { fillMissing } from '../../src/line/reindex.ts'
import { openTestDatabase } from '../support/database.ts'
import { makeLive } from '../support/live-chunks.ts'

const decider = { by: 'Operator', at: '2026-06-01T00:00:00Z', reason: 'A person asked' }

it('keeps no vector of an item that was purged while the service was asked, and those of others with the same text', async () => {
  const database = await openTestDatabase()
  await makeLive(database, [
    { slug: 'wind', texts: ['Whispered words', 'The same'] },
    { slug: 'stand', texts: ['The same', 'Stay downwind'] },
  ])
  const [{ id: wind = '' } = {}] = await database.query<{ readonly id: string }>(
    "select id from content_mgmt.content_items where slug = 'wind'",
  )
  await registerModel(database, 'offline-hash-v1', 1536)
  const offline = offlineEmbedder()
  const slow: Embedder = {
    ...offline,
    embed: async (inputs) => {
      const vectors = await offline.embed(inputs)
      await decide(database, [{ kind: 'purge', item: wind }], decider)
      await purgeItemRows(database, wind)
      return vectors
    },
  }
  const texts = await pendingTexts(database, slow.model, 'all')
  expect(await buyVectors(database, slow, texts, () => {})).toMatchObject({ failure: null })
  expect(
    await database.query(
      `select item.slug, count(*)::int as vectors from embeddings.content_embeddings as vector
       join content_mgmt.content_items as item on item.id = vector.content_id group by item.slug`,
    ),
  ).toEqual([{ slug: 'stand', vectors: 2 }])
  await database.close()
})

it('leaves no lesson without vectors whose words another process bought meanwhile, for another lesson', async () => {
  const database = await openTestDatabase()
  const texts = Array.from({ length: 8 }, (_, number) => `Text ${number}`)
  await makeLive(database, [
    { slug: 'wind', texts },
    { slug: 'stand', texts },
  ])
  const offline = offlineEmbedder()
  await registerModel(database, offline.model, offline.dimensions)
  const only = (slug: string) => ({ ...anyChunk, slug: `^${slug}$` })
  const base = { database, concurrency: 1, allow: () => {}, onProgress: () => {} }
  const asked: string[] = []
  const embedder: Embedder = {
    ...offline,
    largest: () => ({ inputs: 2, weight: 1_000_000 }),
    embed: async (inputs) => {
      if (asked.length === 0)
        await fillMissing({ ...base, embedder: offline, filter: only('wind') })
      asked.push(...inputs)
      return await offline.embed(inputs)
    },
  }
  const filled = await fillMissing({ ...base, embedder, filter: only('stand') })
  expect(filled).toMatchObject({ lacking: 0, failure: null })
  expect(asked).toHaveLength(2)
  await database.close()
})
