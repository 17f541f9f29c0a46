import { bucketPlace } from '../connect.ts'
import { forgetObjects, readNotedKeys } from '../database/known-objects.ts'
import { readLastRelease } from '../database/last-release.ts'
import { forgetReplaced, type ReleaseRow } from '../database/releases.ts'
import { type FollowRelease, type ObjectFault, openReleases } from '../publish/release-objects.ts'
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

/** An earlier release that cannot be live again as it is kept, and the objects that it lacks. */
type LostRelease = { readonly release: ReleaseRow; readonly faults: readonly ObjectFault[] }

/** Follows releases, newest first; what is `named` already, as the live one's, is no fault of theirs. */
const findLostReleases = async (
  follow: FollowRelease,
  releases: readonly ReleaseRow[],
  named: ReadonlySet<string>,
): Promise<readonly LostRelease[]> => {
  const lost: LostRelease[] = []
  for (const release of releases) {
    const faults = (await follow(release.rootKey)).faults.filter(({ key }) => !named.has(key))
    if (faults.length > 0) lost.push({ release, faults })
  }
  return lost
}

/** What is lost or damaged and not live: it would be missed by who goes back, or publishes the same content once more. */
export const lostFindings = async (
  follow: FollowRelease,
  releases: readonly ReleaseRow[],
  { named, lost }: { readonly named: ReadonlySet<string>; readonly lost: ReadonlySet<string> },
): Promise<readonly VerifyFinding[]> => {
  const found = await findLostReleases(follow, releases, named)
  const theirs = new Set(found.flatMap(({ faults }) => faults.map(({ key }) => key)))
  return [
    ...found.map(({ release, faults }) => lostRelease(release, faults)),
    ...[...lost].filter((key) => !named.has(key) && !theirs.has(key)).map(lostNote),
  ]
}

const lostRelease = (
  { sequence, rootKey }: ReleaseRow,
  [first, ...others]: readonly ObjectFault[],
): VerifyFinding => ({
  kind: 'earlier',
  subject: rootKey,
  message: `is what release ${sequence} goes back to, and ${first?.key} is ${first?.kind}${others.length > 0 ? `, and ${others.length} more` : ''}`,
})

const lostNote = (subject: string): VerifyFinding => ({
  kind: 'noted',
  subject,
  message: 'is not in the bucket, but a publish that needs it would count it as stored',
})

/**
 * Lets go of what is kept to go back to releases that lack something, and to those before them, which are made again from Git
 * from now on; and of notes that objects are stored which are not.
 */
export const giveUpLost = async (from: VerifySources): Promise<void> => {
  const { database, bucket, readMedia, now } = from
  const last = await readLastRelease(database)
  if (last === null) return
  const { stored, lost } = await listStored(from)
  const follow = openReleases(bucket, { stored, readMedia })
  const { whole } = await retainedRoots(database, stored, now)
  const { keys: live } = await follow(last.root)
  const releases = await findLostReleases(follow, whole, live)
  const damaged = releases
    .flatMap(({ faults }) => faults)
    .filter(({ kind }) => kind === 'altered')
    .map(({ key }) => key)
  await bucket.remove([...new Set(damaged)])
  await forgetObjects(database, [...lost, ...damaged])
  const newest = releases[0]?.release.sequence ?? Number.POSITIVE_INFINITY
  // What a release replaced is what it takes to go back to the one before it.
  const after = whole.findLast(({ sequence }) => sequence > newest)
  if (after !== undefined) await forgetReplaced(database, after.sequence)
}
