import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Database } from '../database/database.ts'
import { migrationsDirectory, pendingMigrations } from '../database/migrate.ts'
import { within } from './within.ts'

/** `ready`, or in fixed words why not, so that they hold no secret. */
export type PartState = string

/** What has to be ready, by name. */
export type Parts = Readonly<Record<string, () => Promise<PartState>>>

/** What a process needs. */
export type NeededParts = {
  readonly database: Database
  readonly stateDirectory: string
  /** Null for a process that does no jobs. */
  readonly mirror: string | null
}

// Less does not hold what a run writes beside its objects.
const leastMegabytes = 256

const ready = 'ready'

/** How to tell whether each part that a process needs is ready. */
export const neededParts = ({ database, stateDirectory, mirror }: NeededParts): Parts => ({
  database: async () => {
    await database.query('select 1')
    return ready
  },
  schema: async () => {
    const pending = await pendingMigrations(database, migrationsDirectory)
    return pending.length === 0 ? ready : `lacks ${pending.length} migrations`
  },
  disk: async () => {
    const { bavail, bsize } = await statfs(stateDirectory)
    return bavail * bsize < leastMegabytes * 1_000_000
      ? `less than ${leastMegabytes} MB left`
      : ready
  },
  ...(mirror === null ? {} : { mirror: () => writable(mirror) }),
})

/** Whether a directory can be written, or made where it is not there yet. */
const writable = async (directory: string): Promise<PartState> => {
  const isThere = await access(directory).then(
    () => true,
    () => false,
  )
  await access(isThere ? directory : dirname(directory), constants.W_OK)
  return ready
}

/**
 * Makes the function that looks at all parts, each for so many milliseconds at most. One that hangs is not asked again before it has
 * answered.
 */
export const readiness = (
  parts: Parts,
  patience = 2_000,
): (() => Promise<Readonly<Record<string, PartState>>>) => {
  const underWay = new Map<string, Promise<PartState>>()
  const ask = (name: string, look: () => Promise<PartState>): Promise<PartState> => {
    const asked =
      underWay.get(name) ??
      look()
        .catch(() => 'failed')
        .finally(() => underWay.delete(name))
    underWay.set(name, asked)
    return asked
  }
  return async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(parts).map(async ([name, look]) => {
          const state = await within(patience, ask(name, look))
          return [name, state ?? `no answer within ${patience / 1000} s`] as const
        }),
      ),
    )
}

/** Whether all parts are ready. */
export const isReady = (parts: Readonly<Record<string, PartState>>): boolean =>
  Object.values(parts).every((state) => state === ready)
