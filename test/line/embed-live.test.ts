import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import type { Embedder } from '../../src/embedder.ts'
import { embedLive } from '../../src/line/embed-live.ts'
import { openTestDatabase } from '../support/database.ts'
import { makeLive } from '../support/live-chunks.ts'

const texts = Array.from({ length: 400 }, (_, number) => `Text ${number}`)
const perRequest = 4

it('buys hardly a text twice where two processes give the same chunks their vectors', async () => {
  const database = await openTestDatabase()
  await makeLive(database, [
    { slug: 'wind', texts },
    // The same words in another lesson are bought once, whoever buys them.
    { slug: 'stand', texts },
  ])
  const offline = offlineEmbedder()
  const asked: string[] = []
  const embedder: Embedder = {
    ...offline,
    largest: () => ({ inputs: perRequest, weight: 1_000_000 }),
    embed: async (inputs) => {
      asked.push(...inputs)
      await delay(20)
      return await offline.embed(inputs)
    },
  }
  const source = { database, embedder, embedderOf: async () => embedder }
  const first = embedLive(source, () => {})
  await expect.poll(() => asked.length, { timeout: 60_000 }).toBeGreaterThan(40)
  const both = await Promise.all([first, embedLive(source, () => {})])
  expect(both.map(({ pending, failure }) => ({ pending, failure }))).toEqual([
    { pending: 0, failure: null },
    { pending: 0, failure: null },
  ])
  expect(new Set(asked).size).toBe(texts.length)
  // Buying all of what is left twice comes to 760.
  expect(asked.length).toBeLessThan(520)
  await database.close()
})
