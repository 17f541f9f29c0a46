import { Hono } from 'hono'
import type { ConfigFlags } from '../config.ts'
import { exitCodes, type LastingContext } from '../output/terminal.ts'
import { startWorker } from '../queue/worker.ts'
import { type Listening, listen } from '../web/listen.ts'
import { monitored } from './monitored.ts'
import { openQueue, openWorkplace, queueFailed } from './open-workplace.ts'
import { wholeNumber } from './option-value.ts'
import { ends, type WatchOptions, watched } from './watched.ts'

export type WorkOptions = ConfigFlags &
  WatchOptions & {
    readonly interval: string
    readonly host: string
    /** Where metrics are served; not at all without it. */
    readonly port?: string
  }

/** Does the jobs of an environment until it is asked to end; those under way are finished. */
export const work = (options: WorkOptions, lasting: LastingContext): Promise<number> =>
  watched(options, lasting, async (context, metrics) => {
    const interval = wholeNumber('--interval', options.interval, { from: 1, to: 86_400 })
    const port = portOf(options)
    const place = await openWorkplace(options, context)
    const app = (): Hono => monitored(new Hono(), place, { metrics, works: true })
    let listening: Listening | null = null
    try {
      // A worker that cannot begin must take no job.
      listening = port === null ? null : await listen(app(), { host: options.host, port })
      const onError = queueFailed
      const queue = await openQueue(place.config, place.connections, { role: 'works', onError })
      const worker = await startWorker(place, queue, interval)
      if (listening !== null) context.terminal.print(listening.url)
      context.terminal.note('Working. Ctrl-C ends it, after the jobs under way.')
      try {
        await Promise.race([lasting.untilStopped(), worker.failed])
      } finally {
        ends(context)
        await worker.stop()
      }
      return exitCodes.fine
    } finally {
      await listening?.close()
      await place.connections.close()
    }
  })

const portOf = ({ port }: WorkOptions): number | null =>
  port === undefined ? null : wholeNumber('--port', port, { from: 0, to: 65_535 })
