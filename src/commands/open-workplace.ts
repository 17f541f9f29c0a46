import type { Config } from '../config.ts'
import { type ConfigFlags, readConfig } from '../config.ts'
import { type Connections, connect } from '../connect.ts'
import { ContentError } from '../errors.ts'
import { tell } from '../event.ts'
import { openMirror } from '../mirror/open-mirror.ts'
import { mirrorDirectory } from '../open-repository.ts'
import type { CommandContext } from '../output/terminal.ts'
import { openPgBossQueue, type QueueOptions } from '../queue/pg-boss-queue.ts'
import type { Queue } from '../queue/queue.ts'
import type { Workplace } from '../queue/workplace.ts'

/**
 * Opens what a worker works with: the environment, which is made where it is not there, and the mirror beside its state.
 * @throws ContentError `CONFIG` where the configuration does not say where the repository is fetched from
 */
export const openWorkplace = async (
  flags: ConfigFlags,
  { terminal, variables }: CommandContext,
): Promise<Workplace> => {
  const config = readConfig(flags, variables)
  const { remote } = config
  if (remote === null) {
    throw new ContentError(
      'CONFIG',
      'Missing `source.remote.url`: where the repository is fetched from.',
      {
        hint: 'See docs/service.md.',
      },
    )
  }
  const { branch } = config.source
  const directory = mirrorDirectory(config)
  const mirror = openMirror({ directory, remote, branch, path: variables.PATH })
  const connections = await connect(config)
  return { config, connections, mirror, variables, terminal }
}

/** What goes wrong beside jobs, as when its connection is cut: it goes on. */
export const queueFailed = ({ message }: Error): void =>
  tell({ kind: 'note', level: 'error', text: `Queue: ${message}` })

/** Opens the queue of an environment. */
export const openQueue = (
  { environment: { database } }: Config,
  { foreign }: Connections,
  { role, onError }: Omit<QueueOptions, 'place'>,
): Promise<Queue> => {
  const place =
    database.kind === 'postgres'
      ? ({ kind: 'server', url: database.url } as const)
      : ({ kind: 'embedded', sql: embedded(foreign) } as const)
  return openPgBossQueue({ place, role, onError })
}

const embedded = (foreign: Connections['foreign']): NonNullable<Connections['foreign']> => {
  if (foreign !== null) return foreign
  throw new ContentError('DATABASE', 'Expected the embedded database.')
}
