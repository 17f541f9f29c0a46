import type { Database } from '../../src/database/database.ts'
import { type OpenaiServer, openOpenaiServer } from '../../test/support/openai-server.ts'
import { makeLessons, type Sections } from './lessons.ts'
import { ways } from './ways.ts'

/** What one step of a way asked the server for, and how long it took. */
export type Cost = {
  readonly way: string
  readonly step: string
  readonly requests: number
  readonly texts: number
  /** By the service's estimate, a quarter of the bytes. */
  readonly tokens: number
  readonly seconds: number
}

/** Has each way keep the same generated lessons: cold, after one section changed, and for another model. */
export const compareWays = async (
  chunks: number,
  latency: number,
  withDatabase: (use: (database: Database) => Promise<void>) => Promise<void>,
): Promise<readonly Cost[]> => {
  const before = makeLessons(chunks)
  const after: Sections = before.map((lesson, at) =>
    at === 0 ? { ...lesson, texts: [...lesson.texts.slice(1), 'A new last section.'] } : lesson,
  )
  const costs: Cost[] = []
  for (const [way, open] of Object.entries(ways)) {
    await using server = await openOpenaiServer({ latency })
    await withDatabase(async (database) => {
      const { index } = await open(database, server.baseUrl)
      const steps = [
        ['cold', () => index(before, 'one')],
        ['one change', () => index(after, 'one')],
        ['another model', () => index(after, 'two')],
      ] as const
      for (const [step, run] of steps) costs.push({ way, step, ...(await costOf(server, run)) })
    })
  }
  return costs
}

const costOf = async (
  server: OpenaiServer,
  step: () => Promise<void>,
): Promise<Omit<Cost, 'way' | 'step'>> => {
  const before = server.asked.length
  const start = performance.now()
  await step()
  const seconds = (performance.now() - start) / 1000
  const asked = server.asked.slice(before)
  const texts = asked.flatMap(({ input }) => input)
  return {
    requests: asked.length,
    texts: texts.length,
    tokens: Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4),
    seconds,
  }
}
