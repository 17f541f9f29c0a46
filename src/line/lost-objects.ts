import { bucketPlace, type Connections } from '../connect.ts'
import { forgetObjects, readNotedKeys } from '../database/known-objects.ts'
import { readLastRelease } from '../database/last-release.ts'
import { noteStale } from '../database/outbox.ts'
import { forgetReplaced, type ReleaseRow } from '../database/releases.ts'
import {
  type FollowRelease,
  openReleases,
  type ReleaseObjects,
} from '../publish/release-objects.ts'
import { retainedRoots } from './retained-roots.ts'
import type { VerifyFinding, VerifySources } from './verify.ts'

/** The keys that a bucket has, and those that publishing counts as stored, and that it has not. */
export type StoredKeys = {
  readonly stored: ReadonlySet<string>
  readonly lost: ReadonlySet<string>
}

/** Lists the bucket, and compares it with what is noted of it. */
export const listStored = async ({
  database,
  bucket,
  config,
}: VerifySources): Promise<StoredKeys> => {
  const { address } = bucketPlace(config)
  // Noted before the list and after it: a publish notes what it has put, and `gc` forgets what it removes.
  const before = await readNotedKeys(database, address)
  const stored = new Set(await bucket.list(''))
  const missing = before.filter((key) => !stored.has(key))
  const after = new Set(missing.length === 0 ? [] : await readNotedKeys(database, address))
  return { stored, lost: new Set(missing.filter((key) => after.has(key))) }
}

/** A release that is kept to go back to, and what it leads to that is lost or damaged. */
export type FollowedRelease = Pick<ReleaseObjects, 'faults'> & { readonly release: ReleaseRow }

/** Follows releases, in their order; all keys go into one set, since most are those of many. */
export const followReleases = async (
  follow: FollowRelease,
  releases: readonly ReleaseRow[],
  keys: Set<string>,
): Promise<readonly FollowedRelease[]> => {
  const followed: FollowedRelease[] = []
  for (const release of releases) {
    const { keys: own, faults } = await follow(release.rootKey)
    for (const key of own) keys.add(key)
    followed.push({ release, faults })
  }
  return followed
}

/** Those that cannot be live again as they are kept; what is `named` already, as the live one's, is no fault of theirs. */
const lostReleases = (
  followed: readonly FollowedRelease[],
  named: ReadonlySet<string>,
): readonly FollowedRelease[] =>
  followed
    .map((one) => ({ ...one, faults: one.faults.filter(({ key }) => !named.has(key)) }))
    .filter(({ faults }) => faults.length > 0)

/** What is lost or damaged and not live: it would be missed by who goes back, or publishes the same content once more. */
export const lostFindings = (
  followed: readonly FollowedRelease[],
  { named, lost }: { readonly named: ReadonlySet<string>; readonly lost: ReadonlySet<string> },
): readonly VerifyFinding[] => {
  const found = lostReleases(followed, named)
  const theirs = new Set(found.flatMap(({ faults }) => faults.map(({ key }) => key)))
  return [
    ...found.map(lostRelease),
    ...[...lost].filter((key) => !named.has(key) && !theirs.has(key)).map(lostNote),
  ]
}

const lostRelease = ({ release, faults: [first, ...others] }: FollowedRelease): VerifyFinding => ({
  kind: 'earlier',
  subject: release.rootKey,
  message: `is what release ${release.sequence} goes back to, and ${first?.key} is ${first?.kind}${others.length > 0 ? `, and ${others.length} more` : ''}`,
})

const lostNote = (subject: string): VerifyFinding => ({
  kind: 'noted',
  subject,
  message: 'is not in the bucket, but a publish that needs it would count it as stored',
})

/**
 * Lets go of what is kept to go back to releases that lack something, and to those before them, which are made again from Git
 * from now on; and of notes that objects are stored which are not. Does nothing where somebody has published meanwhile.
 */
export const giveUpLost = async (from: VerifySources & Pick<Connections, 'cdn'>): Promise<void> => {
  const { database, bucket, readMedia, now } = from
  const last = await readLastRelease(database)
  if (last === null) return
  const { whole } = await retainedRoots(database, now)
  const { stored, lost } = await listStored(from)
  const follow = openReleases(bucket, { stored, readMedia })
  const { keys: live } = await follow(last.root)
  const releases = lostReleases(await followReleases(follow, whole, new Set()), live)
  if ((await readLastRelease(database))?.fence !== last.fence) return
  await removeDamaged(from, releases)
  await forgetObjects(database, [...lost])
  const newest = releases[0]?.release.sequence ?? Number.POSITIVE_INFINITY
  // What a release replaced is what it takes to go back to the one before it.
  const after = whole.findLast(({ sequence }) => sequence > newest)
  if (after !== undefined) await forgetReplaced(database, after.sequence)
}

/** Whoever needs what is damaged puts it anew under the same key, so a CDN has to forget what it has of it. */
const removeDamaged = async (
  { database, bucket, cdn }: Pick<Connections, 'database' | 'bucket' | 'cdn'>,
  releases: readonly FollowedRelease[],
): Promise<void> => {
  const faults = releases.flatMap((release) => release.faults)
  const altered = faults.filter(({ kind }) => kind === 'altered').map(({ key }) => key)
  const keys = [...new Set(altered)]
  if (keys.length === 0) return
  if (cdn !== null) await noteStale(database, { keys, tags: [] })
  await forgetObjects(database, keys)
  await bucket.remove(keys)
  // Once more, for what it has fetched meanwhile.
  if (cdn !== null) await noteStale(database, { keys, tags: [] })
}
