import { loadDecisions } from '../database/decisions.ts'
import { readLastRelease } from '../database/last-release.ts'
import { loadReleases } from '../database/releases.ts'
import { forgetRequests, hasUnseenRequests } from '../database/requests.ts'
import { loadMergedApprovals } from '../database/reviews.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { copyDecisions } from '../line/adopt-decisions.ts'
import { approveMerged } from '../line/approve-merged.ts'
import {
  checkShare,
  collectGarbage,
  findGarbage,
  forgetHistory,
  forgetRows,
} from '../line/collect-garbage.ts'
import { isDueBesidePublish, isLeftToPublish, nextDue } from '../line/due.ts'
import { type PublishRun, publishBranch, usualWishes } from '../line/publish-branch.ts'
import { releaseAgain } from '../line/release-again.ts'
import { openStages } from '../line/stages.ts'
import { tellCdn } from '../line/tell-cdn.ts'
import { verify } from '../line/verify.ts'
import { lookAtRequests } from './look-at-requests.ts'
import type { JobHandler, JobKind, JobOutcome, Queue } from './queue.ts'
import { checkSchema, lookAtBranch, type Workplace } from './workplace.ts'

/** How each kind of job is done. Every one compares what is with what should be, so doing it twice does no harm. */
export const jobHandlers = (
  place: Workplace,
  queue: Pick<Queue, 'share' | 'send'>,
): Readonly<Record<JobKind, JobHandler>> => ({
  publish: (signal) => refusable(place, () => publish(place, queue, signal)),
  requests: () => refusable(place, () => look(place, queue)),
  release: () => refusable(place, () => releaseDue(place, queue)),
  gc: () => refusable(place, () => collect(place)),
  verify: () => refusable(place, () => compare(place)),
})

/** A refusal is no failure, and no other attempt would end otherwise: it waits for a person, or for the next push. */
const refusable = async (place: Workplace, run: () => Promise<JobOutcome>): Promise<JobOutcome> => {
  await checkSchema(place)
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ContentError) || error.code !== 'REFUSED') throw error
    return { waits: error.message, hint: error.hint }
  }
}

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

/** Publishes the branch, and once more where approvals of merged requests let more of it be live. */
const publish = async (
  place: Workplace,
  queue: Pick<Queue, 'share'>,
  signal: AbortSignal,
): Promise<JobOutcome> => {
  const opened = await lookAtBranch(place)
  const { connections, terminal } = place
  const stages = openStages(() => {})
  const run: PublishRun = {
    ...opened,
    connections,
    wishes: usualWishes,
    stages,
    terminal,
    now: now(),
    share: (kind, parts, onPart) => queue.share(kind, parts, { signal, onPart }),
  }
  const { target } = opened
  const first = await publishBranch(run)
  const approvals = await approveMerged({ ...run, onProgress: terminal.progress })
  const { summary, applied } = approvals === 0 ? first : await publishBranch(run)
  const quarantined = first.actions.filter(({ action }) => action === 'quarantine').length
  const { release, embeddings } = applied
  const { diagnostics } = summary
  const { pending } = embeddings
  return { commit: target.commit, release, quarantined, diagnostics, pending, approvals }
}

/** What requests change, and whether what was merged can be approved now, which is for `publish`. */
const look = async (place: Workplace, queue: Pick<Queue, 'send'>): Promise<JobOutcome> => {
  const { database } = place.connections
  if (!(await hasUnseenRequests(database))) return {}
  const { target } = await lookAtBranch(place)
  const requests = await lookAtRequests(place, target.commit)
  const approvals = (await loadMergedApprovals(database)).length
  if (approvals > 0) await queue.send('publish')
  return { requests, approvals }
}

const releaseDue = async (place: Workplace, queue: Pick<Queue, 'send'>): Promise<JobOutcome> => {
  const { connections, terminal } = place
  const { database, cdn } = connections
  const last = await readLastRelease(database)
  if (last === null) return {}
  const decisions = standing(await loadDecisions(database))
  const from = { last, standing: decisions, releases: await loadReleases(database) }
  if (!isDueBesidePublish(from, now())) return { next: nextDue(from, now()) }
  if (isLeftToPublish(from)) {
    await queue.send('publish')
    return { next: nextDue(from, now()) }
  }
  const { config, repository, lfs } = await lookAtBranch(place)
  await copyDecisions(connections)
  const stages = openStages(() => {})
  const { progress: onProgress } = terminal
  const applied = await releaseAgain({
    repository,
    config,
    lfs,
    connections,
    now: now(),
    stages,
    onProgress,
  })
  if (cdn !== null) await tellCdn(database, cdn)
  return { release: applied?.release ?? null }
}

/** As `gc --apply` does unless it is told otherwise. */
const graceDays = 7

const collect = async ({ config, connections, terminal }: Workplace): Promise<JobOutcome> => {
  const { database, wholeBucket } = connections
  const sources = { database, bucket: wholeBucket, grace: graceDays, now: now() }
  await forgetHistory(database, config.environment.retention)
  await forgetRequests(database)
  if ((await readLastRelease(database)) === null) return {}
  const found = await findGarbage(sources)
  checkShare(found)
  const removed = await collectGarbage(sources, found.plan, terminal.progress)
  await forgetRows(database, sources.now)
  return { objects: found.objects, removed, marked: found.plan.mark.length }
}

const compare = async (place: Workplace): Promise<JobOutcome> => {
  const { database, wholeBucket } = place.connections
  if ((await readLastRelease(database)) === null) return {}
  const { config, repository } = await lookAtBranch(place)
  const { findings } = await verify({
    database,
    bucket: wholeBucket,
    repository,
    config,
    readMedia: false,
    now: now(),
  })
  if (findings.length > 0)
    place.terminal.note(`${findings.length} differences; \`verify\` shows them.`)
  return { differences: findings.length }
}
