import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { noteFailedMedia } from '../database/failed-media.ts'
import { activeModel, registerModel } from '../database/models.ts'
import { recordRun } from '../database/record-run.ts'
import { refreshStatistics } from '../database/refresh-statistics.ts'
import { keepSummary } from '../database/releases.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { linkTargets } from '../link-target.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import type { RenditionUse } from '../media/publish-image.ts'
import { readingEmbedder } from '../open-embedder.ts'
import type { PlannedRun } from '../pipeline.ts'
import { reach } from '../point.ts'
import { type MediaOutcome, mediaOfTexts } from '../publish/publish-media.ts'
import { diffVersions } from './diff-versions.ts'
import { type EmbedSummary, embedLive } from './embed-live.ts'
import { failedMedia } from './failed-media.ts'
import { growHeapsSlowly } from './grow-heaps-slowly.ts'
import { type Held, holdBack } from './hold-back.ts'
import type { Plan } from './plan.ts'
import { putMedia } from './put-media.ts'
import type { RunMode } from './recorded.ts'
import { type Remade, release, titleOfText } from './release.ts'
import { renderTexts } from './render.ts'
import { releaseSummary } from './settled.ts'
import type { ShareParts } from './shared-work.ts'
import type { Stages } from './stages.ts'

/** How far a plan is carried out: recorded only, staged in the bucket where nothing refers to it, or made live. */
export type Extent = 'recorded' | 'staged' | 'live'

/** What applying a plan needs. */
export type ApplyInput = {
  readonly run: PlannedRun
  readonly lfs: LfsObjects
  readonly connections: Connections
  readonly config: Config
  readonly mode: RunMode
  readonly renditions: RenditionUse
  readonly until: Extent
  /** Where it makes an earlier release again. */
  readonly remade?: Remade
  readonly now: string
  readonly stages: Stages
  /** Hears how far a stage has come. */
  readonly onProgress: (what: string, done: number, total: number) => void
  /** Where there may be others to do parts of it. */
  readonly share?: ShareParts
}

/** What applying a plan came to. */
export type Applied = {
  /** Sequence number of the release; null where nothing had to change. */
  readonly release: number | null
  readonly media: Omit<MediaOutcome, 'media' | 'diagnostics'>
  readonly diagnostics: readonly Diagnostic[]
  readonly embeddings: EmbedSummary
}

/** What applying came to, and the plan as it was carried out: texts whose media could not be published wait. */
export type AppliedPlan = Applied & { readonly plan: Plan }

/**
 * Applies a plan: record, then media and documents under keys of their content, then the flip, then vectors. Decides
 * nothing; what cannot be shown whole waits.
 */
export const apply = async (input: ApplyInput): Promise<AppliedPlan> => {
  const { run, connections, config, until, remade, now, stages, onProgress, share } = input
  reach('planned')
  const fence = await stages.run('record', async () => record(input))
  reach('recorded')
  const isDue = run.plan.release && until !== 'recorded'
  const shown = isDue ? await shownMedia(input, fence) : { ...nothing, plan: run.plan }
  const { plan, media } = shown
  // A release that is made again shows what was, and its failures say nothing about what is.
  if (until === 'live' && remade === undefined)
    await noteFailedMedia(connections.database, fence, failedMedia(run.plan.render, media))
  const sequence = isDue && plan.release ? await makeLive(input, shown, fence) : null
  if (!plan.release && plan.decided > 0)
    await keepSummary(connections.database, fence, {
      ...releaseSummary({ ...shown, config, now }),
      ...remade?.summary,
    })
  const embeddings = await stages.run('embed', async () => {
    const summary = await embedLive(connections, onProgress, share)
    if (sequence !== null && plan.render.length >= manyTexts)
      await refreshStatistics(connections.database)
    return summary
  })
  const { uploaded, reused, bytes, diagnostics } = media
  return { release: sequence, plan, media: { uploaded, reused, bytes }, diagnostics, embeddings }
}

/** What is to be live, with its media in the bucket. */
type Shown = Held & { readonly media: MediaOutcome }

const shownMedia = async (input: ApplyInput, fence: number): Promise<Shown> => {
  const { plan, recorded, objects, store } = input.run
  const { database, bucket } = input.connections
  const share =
    input.share === undefined ? undefined : { share: input.share, commit: plan.commit, fence }
  const media = await putMedia({ ...input, objects, share }, mediaOfTexts(plan.render))
  return { ...(await holdBack({ recorded, database, bucket, store, objects }, plan, media)), media }
}

/** Returns the release's sequence number; null where it is only staged. */
const makeLive = async (
  { run, connections, config, until, remade, stages, now, onProgress }: ApplyInput,
  { plan, waiting, media: { media } }: Shown,
  fence: number,
): Promise<number | null> => {
  const { recorded, tasks, gathered } = run
  const { sources } = gathered
  const { database, bucket } = connections
  if (plan.render.length >= manyTexts) growHeapsSlowly()
  await tasks.endThreads()
  const target = linkTargets(plan.replay.state, sources)
  const title = titleOfText.bind(null, sources)
  const rendered = await stages.run('documents', () =>
    renderTexts(
      { tasks, bucket, database, media, record: sources.record, target, title },
      plan.render,
      (done, total) => onProgress('documents', done, total),
    ),
  )
  await tasks.endThreads()
  const embedder = await readingEmbedder(connections)
  await registerModel(database, embedder.model, embedder.dimensions)
  reach('model-registered')
  return await stages.run('release', async () => {
    const model = (await activeModel(database)) ?? embedder.model
    const parts = { recorded, plan, waiting, rendered, media, fence, model, until, remade }
    return release({ database, bucket, config, sources, now, ...parts })
  })
}

// Fewer change no plan of the database, and take little memory.
const manyTexts = 1_000

const nothing = {
  waiting: 0,
  media: { media: new Map(), uploaded: 0, reused: 0, bytes: 0, diagnostics: [] },
}

/** Returns where the fence is now. */
const record = async ({ run, connections, config, mode }: ApplyInput): Promise<number> => {
  const { plan, recorded, store, tasks, rootCommit } = run
  if (mode === 'remake') return recorded.fence
  if (mode === 'append' && plan.commit === recorded.state.commit) return recorded.fence
  const fence = await recordRun(connections.database, {
    fence: recorded.fence,
    mode,
    rootCommit,
    interpretation: config.interpretation,
    replay: plan.replay,
    blobs: store.fresh(),
    diffStats: await diffVersions(plan.replay, tasks),
    formerRecorded: recorded.state.former.length,
  })
  store.noteSaved()
  return fence
}
