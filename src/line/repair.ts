import type { Bucket } from '../bucket/bucket.ts'
import { pointerKey } from '../bucket/object-key.ts'
import type { Connections } from '../connect.ts'
import { loadDecisions } from '../database/decisions.ts'
import { readLastRelease } from '../database/last-release.ts'
import { noteStale } from '../database/outbox.ts'
import { loadReleases } from '../database/releases.ts'
import { standing } from '../decision.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import { type LineInput, runLine } from '../pipeline.ts'
import { reach } from '../point.ts'
import { putDecision } from '../publish/decision-copies.ts'
import { mendingBucket } from '../publish/mending-bucket.ts'
import { findOrphans } from '../publish/orphans.ts'
import { readSoundPointer } from '../publish/write-pointer.ts'
import { lostCopies } from './adopt-decisions.ts'
import { adoptObjects } from './adopt-objects.ts'
import { apply } from './apply.ts'
import { checkPlan } from './check-plan.ts'
import { embedLive } from './embed-live.ts'
import { isHeld } from './held.ts'
import { giveUpLost } from './lost-objects.ts'
import { applyAgain, planAgain } from './release-again.ts'
import type { Stages } from './stages.ts'
import type { Verified, VerifyKind, VerifySources } from './verify.ts'

/** What a repair works on. */
export type RepairSources = VerifySources & {
  readonly connections: Connections
  readonly lfs: LfsObjects
  readonly stages: Stages
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** Why something may be left that a repair could not mend. */
export type Repaired = {
  /** Of media that could not be published again. */
  readonly diagnostics: readonly Diagnostic[]
  /** Why chunks are left without vectors. */
  readonly failure: Error | null
}

const nothing: Repaired = { diagnostics: [], failure: null }

/**
 * Mends what was found by publishing the recorded commit again, in a run that believes nothing of what is recorded as live:
 * everything is made again from Git, and what is damaged is overwritten. Objects that are whole are not sent again, and
 * vectors that are known are not bought again. Earlier releases that lack something are not kept to go back to any more.
 */
export const repair = async (from: RepairSources, found: Verified): Promise<Repaired> => {
  await copyAgain(from, found)
  const last = await readLastRelease(from.database)
  const isBehind = found.findings.some(({ kind }) => kind === 'commit')
  if (last?.recordedCommit == null || isBehind) return nothing
  const repaired = await publishAgain(from, found, last.recordedCommit)
  await giveUpLost({ ...from, cdn: from.connections.cdn })
  return repaired
}

const publishAgain = async (
  from: RepairSources,
  found: Verified,
  commit: string,
): Promise<Repaired> => {
  const { connections, lfs, stages, onProgress } = from
  const kinds = new Set(found.findings.map(({ kind }) => kind))
  if (![...kinds].some((kind) => madeByPublishing.has(kind))) {
    const { failure } = await stages.run('embed', () => embedLive(connections, onProgress))
    return { ...nothing, failure }
  }
  const bucket = adoptObjects(await mended(from, found), connections.database)
  // Versions are only made anew by reading the whole history.
  const mode = kinds.has('version') ? 'rebuild' : 'append'
  const { repository, config, now } = from
  const published = { ...connections, bucket }
  const target = { commit, ref: null, warning: null }
  const line = {
    repository,
    config,
    published,
    target,
    mode,
    trust: 'nothing',
    renditions: 'kept',
    now,
    stages,
  } as const
  // Noted before anything is mended: afterwards nothing would tell a run that is killed what was altered.
  await noteAltered(connections, found)
  const isAside = await isShownAside(connections.database, now)
  const repaired = isAside
    ? await repairAside({ ...from, connections: published }, line)
    : await runLine(line, async (run) => {
        checkPlan(run.plan, run.recorded, { massChange: 'refuse' })
        const done = await apply({
          run,
          lfs,
          connections: published,
          config,
          mode,
          until: 'live',
          renditions: 'kept',
          now,
          stages,
          onProgress,
        })
        return { diagnostics: done.diagnostics, failure: done.embeddings.failure }
      })
  await removeUnsoundRecords(bucket)
  // Once more, for a CDN that another run told of it too early.
  await noteAltered(connections, found)
  return repaired
}

/** Before all else: without its copy a decision is lost with the database. */
const copyAgain = async (from: RepairSources, found: Verified): Promise<void> => {
  if (!found.findings.some(({ kind }) => kind === 'decision')) return
  const bucket = await mended(from, found)
  const stored = new Set(await bucket.list(''))
  for (const decision of await lostCopies(from.connections.database, stored)) {
    await putDecision(bucket, decision)
    reach('decision-copied')
  }
}

/** Whether what is live is not what is recorded of the branch: the environment is pinned, or the commit is held. */
const isShownAside = async (database: Connections['database'], now: string): Promise<boolean> => {
  const { environment, hold } = standing(await loadDecisions(database))
  const last = await readLastRelease(database)
  const held = isHeld(hold, last?.recordedCommit ?? null, await loadReleases(database), now)
  return environment !== null || held
}

/** Mends what is shown instead of the branch; versions are recorded anew first. */
const repairAside = async (from: RepairSources, line: LineInput): Promise<Repaired> => {
  const { connections, lfs, config, now, stages, onProgress } = from
  const how = { lfs, connections, config, renditions: 'kept', stages, onProgress } as const
  if (line.mode === 'rebuild') {
    await runLine(line, (run) => apply({ ...how, run, mode: 'rebuild', until: 'recorded', now }))
  }
  const input = { ...from, trust: 'nothing' } as const
  const done = await planAgain(input, (run, again, remade) => applyAgain(input, run, again, remade))
  return done === null
    ? nothing
    : { diagnostics: done.diagnostics, failure: done.embeddings.failure }
}

/** A CDN would keep what it has of an altered object for a year. */
const noteAltered = async (
  { database, cdn }: Connections,
  { findings }: Verified,
): Promise<void> => {
  const keys = findings.filter(({ kind }) => kind === 'altered').map(({ subject }) => subject)
  if (cdn !== null && keys.length > 0) await noteStale(database, { keys, tags: [] })
}

const madeByPublishing: ReadonlySet<VerifyKind> = new Set<VerifyKind>([
  'pointer',
  'missing',
  'altered',
  'unlisted',
  'unknown',
  'version',
  'row',
  'stray',
])

/** Records of pictures that nothing live shows, and of which something is lost: they are made again when they are needed. */
const removeUnsoundRecords = async (bucket: Bucket): Promise<void> => {
  const { faults } = await findOrphans(bucket, new Set(await bucket.list('')), new Set())
  const records = faults.map(({ key, namedBy }) => namedBy ?? key)
  if (records.length > 0) await bucket.remove([...new Set(records)])
}

const mended = async ({ bucket }: RepairSources, { findings }: Verified): Promise<Bucket> => {
  const stored = new Set(await bucket.list(''))
  const damaged = findings
    .filter(({ kind }) => kind === 'missing' || kind === 'altered' || kind === 'decision')
    .map(({ subject }) => subject)
  if ((await readSoundPointer(bucket)) === null) damaged.push(pointerKey)
  return mendingBucket(bucket, { stored, damaged: new Set(damaged) })
}
