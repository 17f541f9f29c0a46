import { ContentError } from '../errors.ts'
import { observe } from '../telemetry/observer.ts'
import { jobHandlers } from './handlers.ts'
import { openRunKeeper } from './keep-runs.ts'
import { partHandlers } from './part-handlers.ts'
import { type JobHandler, type JobKind, jobKinds, type Queue } from './queue.ts'
import type { Workplace } from './workplace.ts'

/** Takes jobs until it is stopped. */
export type Worker = {
  /** Rejects where this program can do no job any more. */
  readonly failed: Promise<never>
  readonly stop: () => Promise<void>
}

/**
 * Takes jobs, and asks for a look at the branch at once and every `interval` seconds: what no delivery told of, or none that
 * arrived, is found then.
 */
export const startWorker = async (
  place: Workplace,
  queue: Queue,
  interval: number,
): Promise<Worker> => {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const told = <Given, Outcome>(
    handle: (given: Given) => Promise<Outcome>,
  ): ((given: Given) => Promise<Outcome>) => {
    return async (given) => {
      try {
        return await handle(given)
      } catch (error) {
        // No job can be done by a program that is older than the database.
        if (error instanceof ContentError && error.code === 'MIGRATION') reject(error)
        throw error
      }
    }
  }
  const look = (): Promise<void> =>
    queue.send('publish').catch((error: unknown) => {
      place.terminal.note(`Cannot ask for a look at the branch: ${String(error)}`)
    })
  const runs = openRunKeeper(place.connections.database)
  const stopKeeping = observe([runs])
  const handlers = jobHandlers(place, queue)
  const { media, embed } = partHandlers(place)
  await queue.work(
    Object.fromEntries(jobKinds.map((kind) => [kind, told(handlers[kind])])) as Record<
      JobKind,
      JobHandler
    >,
    { media: told(media), embed: told(embed) },
  )
  await look()
  const timer = setInterval(look, interval * 1000)
  return {
    failed,
    stop: async () => {
      clearInterval(timer)
      await queue.close()
      stopKeeping()
      await runs.settled()
    },
  }
}
