import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { readingEmbedder } from '../connect.ts'
import { activeModel, registerModel } from '../database/embeddings.ts'
import { recordRun } from '../database/record-run.ts'
import { refreshStatistics } from '../database/refresh-statistics.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { linkTargets } from '../link-target.ts'
import type { PlannedRun } from '../pipeline.ts'
import { reach } from '../point.ts'
import { type MediaOutcome, publishMedia } from '../publish/publish-media.ts'
import { openRenderer } from '../publish/renderer.ts'
import { diffVersions } from './diff-versions.ts'
import { type EmbedSummary, embedLive } from './embed-live.ts'
import type { RunMode } from './recorded.ts'
import { release, titleOfText } from './release.ts'
import { renderTexts } from './render.ts'
import type { Stages } from './stages.ts'

/** What applying a plan needs. */
export type ApplyInput = {
  readonly run: PlannedRun
  readonly connections: Connections
  readonly config: Config
  readonly mode: RunMode
  readonly now: string
  readonly stages: Stages
  /** Hears how far a stage has come. */
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** What applying a plan came to. */
export type Applied = {
  /** Sequence number of the release; null where nothing had to change. */
  readonly release: number | null
  readonly media: Omit<MediaOutcome, 'media' | 'diagnostics'>
  readonly diagnostics: readonly Diagnostic[]
  readonly embeddings: EmbedSummary
}

/** Applies a plan: record, then media and documents under keys of their content, then the flip, then vectors. Decides nothing. */
export const apply = async (input: ApplyInput): Promise<Applied> => {
  const { run, connections, config, stages, now, onProgress } = input
  const { plan, recorded, gathered, objects, tasks } = run
  const { database, bucket } = connections
  reach('planned')
  const fence = await stages.run('record', async () => record(input))
  reach('recorded')
  if (!plan.release) {
    const embeddings = await stages.run('embed', () => embedLive(connections, onProgress))
    return { release: null, media: noMedia, diagnostics: [], embeddings }
  }
  const renderer = openRenderer()
  const media = await stages
    .run('media', () =>
      publishMedia({ objects, bucket, renderer, media: config.media }, plan.render, (done, total) =>
        onProgress('media', done, total),
      ),
    )
    .finally(renderer.close)
  const target = linkTargets(plan.replay.state, gathered.sources)
  const title = titleOfText.bind(null, gathered.sources)
  const rendered = await stages.run('documents', () =>
    renderTexts(
      { tasks, bucket, media: media.media, record: gathered.sources.record, target, title },
      plan.render,
      (done, total) => onProgress('documents', done, total),
    ),
  )
  const embedder = await readingEmbedder(connections)
  await registerModel(database, embedder.model, embedder.dimensions)
  reach('model-registered')
  const sequence = await stages.run('release', async () =>
    release({
      database,
      bucket,
      config,
      sources: gathered.sources,
      recorded,
      plan,
      rendered,
      media: media.media,
      fence,
      model: (await activeModel(database)) ?? embedder.model,
      now,
    }),
  )
  const embeddings = await stages.run('embed', async () => {
    const summary = await embedLive(connections, onProgress)
    if (plan.render.length >= manyTexts) await refreshStatistics(database)
    return summary
  })
  const { uploaded, reused, bytes, diagnostics } = media
  return { release: sequence, media: { uploaded, reused, bytes }, diagnostics, embeddings }
}

// Fewer change no plan of the database.
const manyTexts = 1_000

const noMedia = { uploaded: 0, reused: 0, bytes: 0 }

/** Returns where the fence is now. */
const record = async ({ run, connections, config, mode }: ApplyInput): Promise<number> => {
  const { plan, recorded, store, tasks, rootCommit } = run
  if (mode === 'append' && plan.commit === recorded.state.commit) return recorded.fence
  return await recordRun(connections.database, {
    fence: recorded.fence,
    mode,
    rootCommit,
    interpretation: config.interpretation,
    replay: plan.replay,
    blobs: store.fresh(),
    diffStats: await diffVersions(plan.replay, tasks),
    formerRecorded: recorded.state.former.length,
  })
}
