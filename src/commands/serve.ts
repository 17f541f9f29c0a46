import type { ConfigFlags } from '../config.ts'
import { ContentError } from '../errors.ts'
import { tell } from '../event.ts'
import { type CommandContext, exitCodes, type LastingContext } from '../output/terminal.ts'
import type { Queue } from '../queue/queue.ts'
import { startWorker, type Worker } from '../queue/worker.ts'
import type { Workplace } from '../queue/workplace.ts'
import { acceptDeliveries } from '../web/accept-deliveries.ts'
import { listen } from '../web/listen.ts'
import { type WebhooksInput, webhooks } from '../web/webhooks.ts'
import { monitored } from './monitored.ts'
import { openQueue, openWorkplace, queueFailed } from './open-workplace.ts'
import { wholeNumber } from './option-value.ts'
import { ends, type WatchOptions, watched } from './watched.ts'

export type ServeOptions = ConfigFlags &
  WatchOptions & {
    readonly port: string
    readonly host: string
    readonly work?: boolean
    readonly interval: string
  }

/**
 * Takes webhooks until it is asked to end. With `--work`, and always on the embedded database, which belongs to one process, it does the
 * jobs itself.
 */
export const serve = (options: ServeOptions, lasting: LastingContext): Promise<number> =>
  watched(options, lasting, async (context, metrics) => {
    const interval = wholeNumber('--interval', options.interval, { from: 1, to: 86_400 })
    const port = wholeNumber('--port', options.port, { from: 0, to: 65_535 })
    const secrets = secretsIn(context.variables)
    const place = await openWorkplace(options, context)
    const { config, connections } = place
    const works = options.work === true || config.environment.database.kind === 'pglite'
    let queue: Queue | null = null
    let worker: Worker | null = null
    try {
      const role = works ? 'works' : 'asks'
      queue = await openQueue(config, connections, { role, onError: queueFailed })
      const hooks = webhooks({ ...webhooksOf(place, queue), secrets })
      const app = monitored(hooks, place, { metrics, works })
      const listening = await listen(app, { host: options.host, port })
      try {
        worker = works ? await startWorker(place, queue, interval) : null
        context.terminal.print(listening.url)
        const failed = worker === null ? [] : [worker.failed]
        await Promise.race([lasting.untilStopped(), ...failed]).finally(() => ends(context))
      } finally {
        await listening.close()
      }
      return exitCodes.fine
    } finally {
      await (worker === null ? queue?.close() : worker.stop())
      await connections.close()
    }
  })

const webhooksOf = (
  { config, connections }: Workplace,
  queue: Queue,
): Omit<WebhooksInput, 'secrets'> => ({
  subject: { repository: config.remote?.id ?? null, branch: config.source.branch },
  accept: acceptDeliveries(connections.database, queue),
  onError: (error) =>
    tell({ kind: 'note', level: 'error', text: `Cannot take a delivery: ${String(error)}` }),
})

/** Secrets by host, with spaces between several. */
const secretsIn = (variables: CommandContext['variables']): WebhooksInput['secrets'] => {
  const split = (text: string | undefined): readonly string[] =>
    (text ?? '').split(/\s+/).filter((secret) => secret !== '')
  const secrets = {
    github: split(variables.GITHUB_WEBHOOK_SECRETS),
    gitlab: split(variables.GITLAB_WEBHOOK_SECRETS),
  }
  if (secrets.github.length + secrets.gitlab.length > 0) return secrets
  throw new ContentError(
    'CONFIG',
    'Missing `GITHUB_WEBHOOK_SECRETS` or `GITLAB_WEBHOOK_SECRETS`: what webhooks are signed with.',
  )
}
