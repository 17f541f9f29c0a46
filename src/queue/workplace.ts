import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { migrationsDirectory, pendingMigrations } from '../database/migrate.ts'
import { readRecordedCommits } from '../database/recorded-commits.ts'
import { ContentError } from '../errors.ts'
import { tell } from '../event.ts'
import type { LfsLogin } from '../lfs-config.ts'
import type { Mirror } from '../mirror/open-mirror.ts'
import { openLfs } from '../open-lfs.ts'
import { openRepository } from '../open-repository.ts'
import type { OpenTarget } from '../open-target.ts'
import type { CommandContext } from '../output/terminal.ts'

/** What jobs are done with, opened for as long as the worker lives. */
export type Workplace = {
  readonly config: Config
  readonly connections: Connections
  readonly mirror: Mirror
  readonly variables: CommandContext['variables']
  readonly terminal: CommandContext['terminal']
}

/** Fetches the branch, and opens the mirror of the repository at it. */
export const lookAtBranch = async (place: Workplace): Promise<OpenTarget> => {
  const { config, connections, mirror, terminal } = place
  await mirror.update(await readRecordedCommits(connections.database))
  const opened = await openMirrored(place)
  const target = await opened.repository.resolve({ branch: config.source.branch, commit: null })
  if (target.warning !== null) terminal.note(target.warning)
  tell({ kind: 'fetched', commit: target.commit })
  return { ...opened, target }
}

/** Opens the mirror, fetched only where a commit is not in it yet. */
export const openAtCommit = async (
  place: Workplace,
  commit: string,
): Promise<Omit<OpenTarget, 'target'>> => {
  if (!(await place.mirror.has(commit))) await place.mirror.update([commit])
  return await openMirrored(place)
}

const openMirrored = async ({
  config,
  mirror,
  variables,
}: Workplace): Promise<Omit<OpenTarget, 'target'>> => {
  const there = { ...config, root: mirror.directory }
  const repository = await openRepository(there, variables.PATH)
  // Files in Git LFS lie where the repository does, behind the same token.
  const login = async (): Promise<LfsLogin | null> => {
    const password = await mirror.lfsToken()
    return password === null ? null : { username: 'x-access-token', password }
  }
  return { config: there, repository, lfs: openLfs(there, repository, variables, login) }
}

/**
 * Refuses to work on a database that a newer program has changed, as happens to a worker that is left running through an upgrade.
 * @throws ContentError `MIGRATION`
 */
export const checkSchema = async ({ connections }: Workplace): Promise<void> => {
  const pending = await pendingMigrations(connections.database, migrationsDirectory)
  if (pending.length > 0)
    throw new ContentError('MIGRATION', `The database lacks ${pending.length} migrations.`)
}
