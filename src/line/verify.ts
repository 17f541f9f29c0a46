import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { type LastRelease, readLastRelease } from '../database/last-release.ts'
import { countVectorFaults, readLiveRows } from '../database/verify-queries.ts'
import type { Decision } from '../decision.ts'
import { decisionKey } from '../publish/decision-copies.ts'
import { findOrphans } from '../publish/orphans.ts'
import {
  type ListedText,
  type ObjectFault,
  openReleases,
  type ReleaseObjects,
} from '../publish/release-objects.ts'
import { readSoundPointer } from '../publish/write-pointer.ts'
import type { Repository } from '../source/repository.ts'
import { lostCopies } from './adopt-decisions.ts'
import { followReleases, listStored, lostFindings } from './lost-objects.ts'
import { retainedRoots } from './retained-roots.ts'
import { compareWithGit } from './verify-git.ts'

/** What `verify` can find. */
export type VerifyKind =
  | 'pointer'
  | 'missing'
  | 'altered'
  | 'earlier'
  | 'noted'
  | 'unlisted'
  | 'unknown'
  | 'commit'
  | 'version'
  | 'row'
  | 'vectors'
  | 'decision'
  | 'stray'

/** One difference between Git, the database, the bucket and the vectors. */
export type VerifyFinding = {
  readonly kind: VerifyKind
  /** Key, slug or commit that it is about. */
  readonly subject: string
  readonly message: string
}

/** What comparing everything came to. */
export type Verified = {
  /** Sequence number of the live release; null before the first. */
  readonly release: number | null
  readonly findings: readonly VerifyFinding[]
  /** Objects that the live release names, and all others in the bucket. */
  readonly objects: { readonly live: number; readonly others: number }
  /** Keys of objects that no release refers to which is live or may be again; `gc` removes them in time. */
  readonly orphans: readonly string[]
  readonly texts: number
}

/** What `verify` looks at. */
export type VerifySources = Pick<Connections, 'database' | 'bucket'> & {
  readonly repository: Repository
  readonly config: Config
  /** Whether the bytes of media are read and hashed, too. */
  readonly readMedia: boolean
  /** ISO 8601, UTC. */
  readonly now: string
}

/**
 * Compares Git, the database, the bucket and the vectors with each other; changes nothing. Where somebody changed them meanwhile,
 * differences may be none, and all is looked at again, twice at most.
 */
export const verify = async (from: VerifySources): Promise<Verified> => {
  for (let looks = 1; ; looks += 1) {
    const before = await readLastRelease(from.database)
    const found = await compare(from, before)
    if (found.findings.length === 0 || looks === mostLooks) return found
    const after = await readLastRelease(from.database)
    const isSame =
      after?.fence === before?.fence && after?.pointerWritten === before?.pointerWritten
    if (isSame) return found
  }
}

const mostLooks = 3

const compare = async (from: VerifySources, last: LastRelease | null): Promise<Verified> => {
  const { database, bucket } = from
  const { stored, lost } = await listStored(from)
  const pointer = await readSoundPointer(bucket)
  if (last === null) {
    const findings = pointer === null ? [] : [strayPointer(pointer.root)]
    return { release: null, findings, objects: { live: 0, others: 0 }, orphans: [], texts: 0 }
  }
  const follow = openReleases(bucket, { stored, readMedia: from.readMedia })
  const objects = await follow(last.root)
  const { whole, remade } = await retainedRoots(database, from.now)
  const released = new Set(objects.keys)
  const kept = await followReleases(follow, whole, released)
  await followReleases(follow, remade, released)
  const orphans = await findOrphans(bucket, stored, released)
  const live = await readLiveRows(database)
  const faults = [...objects.faults, ...orphans.faults]
  const named = new Set([...objects.keys, ...faults.map(({ key }) => key)])
  const findings = [
    ...pointerFindings(pointer?.root ?? null, last.root),
    ...objectFindings(faults),
    ...lostFindings(kept, { named, lost }),
    ...textFindings(objects, live),
    ...(await compareWithGit(
      from,
      { released: last.commit, recorded: last.recordedCommit ?? last.commit },
      // What has become due since is for the next publish to show.
      {
        now: last.summary?.now ?? from.now,
        pointed: pointer !== null,
        own: last.restores === null,
      },
    )),
    ...vectorFindings(await countVectorFaults(database)),
    ...(await lostCopies(database, stored)).map(lostCopy),
  ]
  const others = [...stored].filter((key) => !objects.keys.has(key)).length
  return {
    release: Number(last.sequence),
    findings,
    objects: { live: objects.keys.size, others },
    orphans: orphans.keys,
    texts: live.length,
  }
}

/** Each object once, however many name it. */
const objectFindings = (faults: readonly ObjectFault[]): readonly VerifyFinding[] =>
  [...new Map(faults.toReversed().map((fault) => [fault.key, fault])).values()]
    .toReversed()
    .map(({ key, kind, namedBy }) => ({
      kind,
      subject: key,
      message: `${kind === 'missing' ? 'is not in the bucket' : 'is not what its key says'}, named by ${namedBy ?? 'the release'}`,
    }))

const lostCopy = ({ sequence, kind }: Decision): VerifyFinding => ({
  kind: 'decision',
  subject: decisionKey(sequence),
  message: `is the copy of a decision (${kind}), and not in the bucket`,
})

const strayPointer = (root: string): VerifyFinding => ({
  kind: 'pointer',
  subject: root,
  message: 'is pointed to, but the database has no release',
})

const pointerFindings = (pointed: string | null, root: string): readonly VerifyFinding[] =>
  pointed === root
    ? []
    : [
        {
          kind: 'pointer',
          subject: root,
          message: `is the release by the database, but readers are pointed to ${pointed ?? 'nothing'}`,
        },
      ]

/** Texts that only the release or only the database has, or that are another document in each. */
const textFindings = (
  { texts, faults }: ReleaseObjects,
  live: readonly ListedText[],
): readonly VerifyFinding[] => {
  const keyOf = ({ id, language, document }: ListedText): string => `${id} ${language} ${document}`
  const listed = new Set(texts.map(keyOf))
  const known = new Set(live.map(keyOf))
  const whole = faults.every(({ key }) => !key.startsWith('releases/'))
  const unlisted = live.filter((text) => !listed.has(keyOf(text)))
  return [
    // What a part that cannot be read would list, nobody knows.
    ...(whole ? unlisted : []).map((text) =>
      about('unlisted', text, 'is live by the database, but no such document is in the release'),
    ),
    ...texts
      .filter((text) => !known.has(keyOf(text)))
      .map((text) => about('unknown', text, 'is in the release, but not live by the database')),
  ]
}

const about = (kind: VerifyKind, { id, language }: ListedText, message: string): VerifyFinding => ({
  kind,
  subject: `${id} [${language}]`,
  message,
})

const vectorFindings = ({
  missing,
  dangling,
}: {
  readonly missing: number
  readonly dangling: number
}): readonly VerifyFinding[] => [
  ...(missing === 0 ? [] : [chunks('vectors', missing, 'have no vector yet')]),
  ...(dangling === 0 ? [] : [chunks('stray', dangling, 'belong to texts that are not live')]),
]

const chunks = (kind: 'vectors' | 'stray', count: number, message: string): VerifyFinding => ({
  kind,
  subject: `${count} chunks`,
  message,
})
