import type { ConfigFlags } from '../config.ts'
import { exitCodes, type LastingContext } from '../output/terminal.ts'
import { startWorker } from '../queue/worker.ts'
import { openQueue, openWorkplace } from './open-workplace.ts'
import { wholeNumber } from './option-value.ts'

export type WorkOptions = ConfigFlags & { readonly interval: string }

/** Does the jobs of an environment until it is asked to end; those under way are finished. */
export const work = async (options: WorkOptions, context: LastingContext): Promise<number> => {
  const interval = wholeNumber('--interval', options.interval, { from: 1, to: 86_400 })
  const place = await openWorkplace(options, context)
  const { note } = context.terminal
  try {
    const onError = ({ message }: Error): void => note(`Queue: ${message}`)
    const queue = await openQueue(place.config, place.connections, { role: 'works', onError })
    const worker = await startWorker(place, queue, interval)
    note('Working. Ctrl-C ends it, after the jobs under way.')
    try {
      await Promise.race([context.untilStopped(), worker.failed])
    } finally {
      await worker.stop()
    }
    return exitCodes.fine
  } finally {
    await place.connections.close()
  }
}
