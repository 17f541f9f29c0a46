import type { Database } from '../../src/database/database.ts'
import { makeLessons, type Sections } from './lessons.ts'
import { type Asked, openServerApart, type ServerApart } from './server-apart.ts'
import { ways } from './ways.ts'

/** What one step of a way asked the server for, and how long it took. */
export type Cost = Asked & {
  readonly way: string
  readonly step: string
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
    await using server = await openServerApart({ latency })
    await withDatabase(async (database) => {
      const { load, index } = await open(database, server.baseUrl)
      const steps = [
        ['cold', before, 'one'],
        ['one change', after, 'one'],
        ['another model', after, 'two'],
      ] as const
      for (const [step, lessons, model] of steps) {
        await load(lessons)
        costs.push({ way, step, ...(await costOf(server, () => index(lessons, model))) })
      }
    })
  }
  return costs
}

const costOf = async (
  server: ServerApart,
  step: () => Promise<void>,
): Promise<Omit<Cost, 'way' | 'step'>> => {
  const start = performance.now()
  await step()
  const seconds = (performance.now() - start) / 1000
  return { ...(await server.asked()), seconds }
}
