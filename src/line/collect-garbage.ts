import type { Connections } from '../connect.ts'
import type { Database } from '../database/database.ts'
import { forgetDeliveries } from '../database/deliveries.ts'
import { markGarbage, readMarks, removeMarked, unmarkGarbage } from '../database/garbage.ts'
import { forgetNotes } from '../database/hooks.ts'
import { readLastRelease } from '../database/last-release.ts'
import { forgetReplaced, loadReleases } from '../database/releases.ts'
import { forgetRuns } from '../database/runs.ts'
import type { Retention } from '../environment.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { findOrphans } from '../publish/orphans.ts'
import { openReleases } from '../publish/release-objects.ts'
import { retainedReleases } from '../publish/retained-releases.ts'
import { readPointer } from '../publish/write-pointer.ts'
import { type GarbagePlan, planGarbage } from './plan-garbage.ts'
import { retainedRoots } from './retained-roots.ts'

/** What `gc` works on. */
export type GarbageSources = Pick<Connections, 'database' | 'bucket'> & {
  /** Days for which an object is kept after it was marked: at least 1, and longer than any publish takes. */
  readonly grace: number
  /** ISO 8601, UTC. */
  readonly now: string
}

/** What a look at the bucket found. */
export type GarbageFound = {
  readonly plan: GarbagePlan
  /** Objects in the bucket. */
  readonly objects: number
  /** Releases whose objects are kept. */
  readonly releases: number
}

/**
 * Looks for objects that nothing refers to: no release that is live or may be again, and no record of a rendition that is
 * kept. Changes nothing.
 * @throws ContentError `REFUSED` where the database is older than the bucket, or a release cannot be followed
 */
export const findGarbage = async ({
  database,
  bucket,
  grace,
  now,
}: GarbageSources): Promise<GarbageFound> => {
  const marks = await readMarks(database, grace)
  const live = await readLiveRoots({ database, bucket })
  // Listed after the releases were read, so that whatever they name is there already.
  const stored = new Set(await bucket.list(''))
  const { whole: kept, remade } = await retainedRoots(database, now)
  const whole = new Set([...live, ...kept.map(({ rootKey }) => rootKey)])
  const remaining = remade.map(({ rootKey }) => rootKey).filter((root) => stored.has(root))
  const roots = new Set([...whole, ...remaining])
  const follow = openReleases(bucket, { stored, readMedia: false })
  const released = new Set<string>()
  for (const root of roots) {
    const { keys, faults } = await follow(root)
    // Media lead to nothing else.
    const fault = faults.find(({ key }) => /^(?:releases|lessons)\//.test(key))
    if (fault !== undefined && whole.has(root)) throw unfollowed(root, fault.key)
    for (const key of keys) released.add(key)
  }
  const { keys: orphans } = await findOrphans(bucket, stored, released)
  const plan = planGarbage({ orphans, stored }, marks)
  return { plan, objects: stored.size, releases: roots.size }
}

/** The manifests of the last release, and of the one that readers are pointed to. */
const readLiveRoots = async ({
  database,
  bucket,
}: Pick<GarbageSources, 'database' | 'bucket'>): Promise<readonly string[]> => {
  const last = await readLastRelease(database)
  const pointer = await readPointer(bucket)
  if (last === null || pointer === null || pointer.sequence > Number(last.sequence)) {
    throw new ContentError('REFUSED', 'The bucket has a release that the database does not know.', {
      hint: 'Was the database restored from a backup, or one of the two lost? Run `hma-content publish` first.',
    })
  }
  return [last.root, pointer.root]
}

const unfollowed = (root: string, key: string): ContentError =>
  new ContentError(
    'REFUSED',
    `Cannot tell what \`${root}\` refers to, since \`${key}\` is damaged.`,
    {
      hint: 'Run `hma-content verify --repair` first.',
    },
  )

// Below this many, removing a large part is everyday work in a small academy.
const mostRemoved = 20
const mostShare = 0.05

/**
 * Refuses to remove a large part of all objects: more likely than so much garbage is that something went wrong.
 * @throws ContentError `REFUSED`
 */
export const checkShare = ({ plan, objects }: GarbageFound): void => {
  const { length } = plan.remove
  if (length <= mostRemoved || length <= objects * mostShare) return
  throw new ContentError('REFUSED', `This would remove ${length} of ${objects} objects.`, {
    hint: 'Look at them with `hma-content gc --format json`. If that is meant, say `--force`.',
  })
}

// Seconds at most: a publish that needs one of them waits for the others, too.
const removedAtOnce = 100

/** Marks, takes marks off, and removes; returns how many objects were removed, which a publish may have made fewer. */
export const collectGarbage = async (
  { database, bucket, grace }: GarbageSources,
  { mark, wait, remove, unmark }: GarbagePlan,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<number> => {
  await database.transaction(async (transaction) => {
    await unmarkGarbage(transaction, unmark)
    await markGarbage(transaction, [...mark, ...wait])
  })
  reach('garbage-marked')
  let removed = 0
  for (let start = 0; start < remove.length; start += removedAtOnce) {
    const keys = remove.slice(start, start + removedAtOnce)
    removed += await removeMarked(database, { keys, grace }, bucket.remove)
    reach('garbage-forgotten')
    onProgress('gc', start + keys.length, remove.length)
  }
  return removed
}

// As long as GitHub keeps what it has delivered.
const daysOfNotes = 30

/** Forgets what was delivered, and what became of jobs, as long ago as the environment says. Nothing refers to either. */
export const forgetHistory = async (
  database: Database,
  { deliveries, runs }: Retention,
): Promise<void> => {
  await forgetDeliveries(database, deliveries)
  await forgetRuns(database, runs)
  reach('history-forgotten')
}

/** Lets go of rows that only releases need which nobody goes back to any more, and of what others were told long ago. */
export const forgetRows = async (database: Database, now: string): Promise<void> => {
  const oldest = retainedReleases(await loadReleases(database), now).at(-1)
  if (oldest !== undefined) await forgetReplaced(database, oldest.sequence)
  await forgetNotes(database, daysOfNotes)
  reach('replaced-forgotten')
}
