import { loadDecisions } from '../database/decisions.ts'
import { forgetDeliveries } from '../database/deliveries.ts'
import { readLastRelease } from '../database/last-release.ts'
import { loadReleases } from '../database/releases.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { copyDecisions } from '../line/adopt-decisions.ts'
import { checkShare, collectGarbage, findGarbage, forgetRows } from '../line/collect-garbage.ts'
import { isDueNow, nextDue } from '../line/due.ts'
import { publishBranch, usualWishes } from '../line/publish-branch.ts'
import { releaseAgain } from '../line/release-again.ts'
import { openStages } from '../line/stages.ts'
import { tellCdn } from '../line/tell-cdn.ts'
import { verify } from '../line/verify.ts'
import type { JobHandler, JobKind, JobOutcome, Queue } from './queue.ts'
import { checkSchema, lookAtBranch, type Workplace } from './workplace.ts'

/** How each kind of job is done. Every one compares what is with what should be, so doing it twice does no harm. */
export const jobHandlers = (
  place: Workplace,
  queue: Pick<Queue, 'share'>,
): Readonly<Record<JobKind, JobHandler>> => ({
  publish: (signal) => refusable(place, () => publish(place, queue, signal)),
  release: () => refusable(place, () => releaseDue(place)),
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

const publish = async (
  place: Workplace,
  queue: Pick<Queue, 'share'>,
  signal: AbortSignal,
): Promise<JobOutcome> => {
  const opened = await lookAtBranch(place)
  const { connections, terminal } = place
  const stages = openStages(() => {})
  const { target } = opened
  const { summary, actions, applied } = await publishBranch({
    ...opened,
    connections,
    wishes: usualWishes,
    stages,
    terminal,
    now: now(),
    share: (kind, parts, onPart) => queue.share(kind, parts, { signal, onPart }),
  })
  const quarantined = actions.filter(({ action }) => action === 'quarantine').length
  const { release, embeddings } = applied
  const { diagnostics } = summary
  return { commit: target.commit, release, quarantined, diagnostics, pending: embeddings.pending }
}

const releaseDue = async (place: Workplace): Promise<JobOutcome> => {
  const { connections, terminal } = place
  const { database, cdn } = connections
  const last = await readLastRelease(database)
  if (last === null) return {}
  const decisions = standing(await loadDecisions(database))
  const from = { last, standing: decisions, releases: await loadReleases(database) }
  if (!isDueNow(from, now())) return { next: nextDue(from, now()) }
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

const collect = async ({ connections, terminal }: Workplace): Promise<JobOutcome> => {
  const sources = { ...connections, grace: graceDays, now: now() }
  await forgetDeliveries(connections.database)
  if ((await readLastRelease(connections.database)) === null) return {}
  const found = await findGarbage(sources)
  checkShare(found)
  const removed = await collectGarbage(sources, found.plan, terminal.progress)
  await forgetRows(connections.database, sources.now)
  return { objects: found.objects, removed, marked: found.plan.mark.length }
}

const compare = async (place: Workplace): Promise<JobOutcome> => {
  const { database, bucket } = place.connections
  if ((await readLastRelease(database)) === null) return {}
  const { config, repository } = await lookAtBranch(place)
  const { findings } = await verify({
    database,
    bucket,
    repository,
    config,
    readMedia: false,
    now: now(),
  })
  if (findings.length > 0)
    place.terminal.note(`${findings.length} differences; \`verify\` shows them.`)
  return { differences: findings.length }
}
