import { type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import type { Job } from '../queue/queue.ts'
import { withExisting } from '../with-existing.ts'
import { openQueue } from './open-workplace.ts'

export type JobsOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Lists the jobs of an environment, shows one, or has a dead one tried again. */
export const jobs = async (
  action: string,
  id: string | undefined,
  options: JobsOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return await withExisting(config, async (connections) => {
    const { note, print } = terminal
    const onError = ({ message }: Error): void => note(message)
    const queue = await openQueue(config, connections, { role: 'asks', onError })
    try {
      if (action === 'retry') {
        if (!(await queue.retry(idOf(id)))) throw unknownJob(idOf(id), 'dead job')
        print(options.format === 'json' ? JSON.stringify({ retried: id }) : `Queued again: ${id}.`)
        return exitCodes.fine
      }
      const found = await queue.jobs()
      const chosen = action === 'show' ? found.filter((job) => job.id === idOf(id)) : found
      if (action === 'show' && chosen.length === 0) throw unknownJob(idOf(id), 'job')
      const value = action === 'show' ? chosen[0] : chosen
      print(
        options.format === 'json' || action === 'show'
          ? JSON.stringify(value, null, 2)
          : formatJobs(chosen),
      )
      return exitCodes.fine
    } finally {
      await queue.close()
    }
  })
}

const idOf = (id: string | undefined): string => {
  if (id !== undefined && /^[0-9a-f-]{36}$/.test(id)) return id
  throw new ContentError('USAGE', 'Expected the id of a job.', {
    hint: '`hma-content jobs list` shows them.',
  })
}

const unknownJob = (id: string, what: string): ContentError =>
  new ContentError('USAGE', `There is no ${what} \`${id}\`.`)

const formatJobs = (found: readonly Job[]): string => {
  if (found.length === 0) return 'No jobs.'
  const rows = found.map(({ id, kind, state, attempts, created, output }) => [
    id,
    kind,
    state,
    String(attempts),
    created,
    printable(sayingOf(output)),
  ])
  return table([['id', 'job', 'state', 'attempts', 'since', ''], ...rows])
}

/** Why it waits or has failed, or what it came to. */
const sayingOf = (output: unknown): string => {
  const { waits, message } = (output ?? {}) as Readonly<Record<string, unknown>>
  const said = waits ?? message
  return typeof said === 'string' ? said : output === null ? '' : JSON.stringify(output)
}
