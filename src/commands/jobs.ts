import { type ConfigFlags, readConfig } from '../config.ts'
import { type KeptRun, loadRuns } from '../database/runs.ts'
import { ContentError } from '../errors.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import type { Job, Queue } from '../queue/queue.ts'
import { withExisting } from '../with-existing.ts'
import { openQueue } from './open-workplace.ts'

export type JobsOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Lists the jobs of an environment, shows one, has a dead one tried again, or says what became of those of before. */
export const jobs = async (
  action: string,
  id: string | undefined,
  options: JobsOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return await withExisting(config, async (connections) => {
    if (action === 'history') {
      const runs = await loadRuns(connections.database, mostRuns)
      terminal.print(options.format === 'json' ? JSON.stringify(runs, null, 2) : formatRuns(runs))
      return exitCodes.fine
    }
    const onError = ({ message }: Error): void => terminal.note(message)
    const queue = await openQueue(config, connections, { role: 'asks', onError })
    try {
      terminal.print(await inQueue(queue, { action, id, format: options.format }))
      return exitCodes.fine
    } finally {
      await queue.close()
    }
  })
}

type Asked = Pick<JobsOptions, 'format'> & {
  readonly action: string
  readonly id: string | undefined
}

/** What is to be printed of the queue. */
const inQueue = async (queue: Queue, { action, id, format }: Asked): Promise<string> => {
  if (action === 'retry') {
    if (!(await queue.retry(idOf(id)))) throw unknownJob(idOf(id), 'dead job', onlyDead)
    return format === 'json' ? JSON.stringify({ retried: id }) : `Queued again: ${id}.`
  }
  const found = await queue.jobs()
  if (action === 'list')
    return format === 'json' ? JSON.stringify(found, null, 2) : formatJobs(found)
  const job = found.find((each) => each.id === idOf(id))
  if (job === undefined) throw unknownJob(idOf(id), 'job')
  return JSON.stringify(job, null, 2)
}

const mostRuns = 1_000

const formatRuns = (runs: readonly KeptRun[]): string => {
  if (runs.length === 0) return 'No runs.'
  const rows = runs.map(({ ended, job, outcome, attempt, seconds, result }) => [
    ended,
    job,
    outcome,
    String(attempt),
    seconds.toFixed(1),
    printable(sayingOf(result)),
  ])
  return table([['ended', 'job', 'outcome', 'attempt', 'seconds', ''], ...rows])
}

const idOf = (id: string | undefined): string => {
  if (id !== undefined && /^[0-9a-f-]{36}$/.test(id)) return id
  throw new ContentError('USAGE', 'Expected the id of a job.', {
    hint: '`hma-content jobs list` shows them.',
  })
}

const unknownJob = (id: string, what: string, hint = ''): ContentError =>
  new ContentError('USAGE', `There is no ${what} \`${id}\`.`, { hint })

const onlyDead =
  'Others are tried again by themselves. One that waits for a person has ended: `confirm`, or the next push, has it done anew.'

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
