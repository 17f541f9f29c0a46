import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import type { Database } from '../database/database.ts'
import { loadDecisions } from '../database/decisions.ts'
import { type LastRelease, readLastRelease } from '../database/last-release.ts'
import { recordRun } from '../database/record-run.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { checkDescent, checkRecordedIsHere } from '../ingest/check-descent.ts'
import { readCommits } from '../ingest/read-history.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import { reach } from '../point.ts'
import { titleOf } from '../publish/item-rows.ts'
import { type MediaSources, mediaOfTexts } from '../publish/publish-media.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import type { Applied } from './apply.ts'
import { type BlobTasks, blobTasks } from './blob-tasks.ts'
import { diffVersions } from './diff-versions.ts'
import { embedLive } from './embed-live.ts'
import { shapesByReading } from './parse-blob.ts'
import { keptInDatabase, openParsedBlobs } from './parsed-blobs.ts'
import type { Action } from './plan-actions.ts'
import { putMedia } from './put-media.ts'
import {
  type ReadManifest,
  readManifest,
  releaseRewording,
  summaryAfter,
} from './release-rewording.ts'
import { renderTexts } from './render.ts'
import { findRewording, type Rewording } from './rewording.ts'
import { isLiveAsIs } from './settled.ts'
import type { Stages } from './stages.ts'
import type { PlanSummary } from './summary.ts'

/** What publishing a rewording needs. */
export type RewordingInput = {
  readonly repository: Repository
  readonly config: Config
  readonly lfs: LfsObjects
  readonly connections: Connections
  readonly target: ResolvedCommit
  /** ISO 8601, UTC. */
  readonly now: string
  readonly stages: Stages
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** What publishing a rewording came to. */
export type Reworded = {
  readonly summary: PlanSummary
  readonly actions: readonly Action[]
  readonly applied: Applied
}

/**
 * Publishes a push that does no more than reword some live lessons, in the same steps and with the same end as the
 * whole line. Null where the push is more than that; then nothing is changed, or no more than recorded.
 */
export const publishRewording = async (input: RewordingInput): Promise<Reworded | null> => {
  const { repository, config, connections, target, now, stages } = input
  const { database } = connections
  const last = await stages.run('read', () => readLastRelease(database))
  if (last === null || !(await isLiveAsIs(connections, config, last, now))) return null
  if (last.decided > 0 && (await isPinned(database))) return null
  await using objects = repository.snapshots.openObjects()
  const tasks = blobTasks({ objects, shapes: shapesByReading(config) })
  const store = openParsedBlobs({ objects, tasks, kept: keptInDatabase(database) })
  const rewording = await stages
    .run('parse', async () => {
      const line = { recorded: last.commit, target }
      await checkRecordedIsHere(repository, last.commit)
      await checkDescent(repository, config, { ...line, confirmed: false })
      const commits = readCommits(repository, config, line)
      return await findRewording({ objects, config, store, published: connections, last, commits })
    })
    .catch(nullIfRefused)
  if (rewording === null) return null
  const read = await stages.run('plan', () => readManifest(connections.bucket, last, rewording))
  if (read === null) return null
  reach('planned')
  const fence = await stages.run('record', async () =>
    recordRun(database, {
      fence: last.fence,
      mode: 'append',
      rootCommit: last.rootCommit ?? '',
      interpretation: config.interpretation,
      replay: rewording.replay,
      blobs: store.fresh(),
      diffStats: await diffVersions(rewording.replay, tasks),
      formerRecorded: 0,
    }),
  )
  reach('recorded')
  const applied = await makeLive({ ...input, objects, tasks, last, rewording, read, fence })
  return applied === null ? null : { ...report(target.commit, rewording, last), applied }
}

/** Whether the newest version of some text may not be the one to show, or not all of it. */
const isPinned = async (database: Database): Promise<boolean> => {
  const { pins, environment, purged } = standing(await loadDecisions(database))
  return pins.size > 0 || environment !== null || purged.size > 0
}

// Another repository, an older commit, a forced push: the whole line knows which, and says so.
const nullIfRefused = (error: unknown): null => {
  if (error instanceof ContentError && error.code === 'REFUSED') return null
  throw error
}

type Live = RewordingInput & {
  readonly objects: MediaSources['objects']
  readonly tasks: BlobTasks
  readonly last: LastRelease
  readonly rewording: Rewording
  readonly read: ReadManifest
  readonly fence: number
}

/** Null where media cannot be published: which text then waits, and with what, the whole line knows. */
const makeLive = async (live: Live): Promise<Applied | null> => {
  const { connections, stages, onProgress, rewording, tasks } = live
  const { bucket } = connections
  const render = rewording.texts.filter((text) => text.render)
  const media = await putMedia({ ...live, renditions: 'kept' }, mediaOfTexts(render))
  if (media.diagnostics.length > 0) return null
  const { sources, target } = rewording
  const rendered = await stages.run('documents', () =>
    renderTexts(
      {
        tasks,
        bucket,
        database: connections.database,
        media: media.media,
        record: sources.record,
        target,
        title: ({ reading, version, item }) =>
          titleOf(sources.record(reading, version.blob), item.slug),
      },
      render,
      (done, total) => onProgress('documents', done, total),
    ),
  )
  const release = await stages.run('release', () =>
    releaseRewording({ ...live, commit: live.target.commit }, rendered),
  )
  const embeddings = await stages.run('embed', () => embedLive(connections, onProgress))
  const { uploaded, reused, bytes } = media
  return { release, media: { uploaded, reused, bytes }, diagnostics: [], embeddings }
}

const report = (
  commit: string,
  rewording: Rewording,
  last: LastRelease,
): Pick<Reworded, 'summary' | 'actions'> => {
  const { translations, unapproved, diagnostics, kept } = summaryAfter(last, rewording, '')
  const edited = rewording.texts.filter((text) => text.render)
  return {
    summary: {
      commit,
      items: {
        create: 0,
        update: edited.length,
        keep: kept - edited.length,
        archive: 0,
        quarantine: 0,
      },
      versions: rewording.replay.versions.length,
      translations,
      unapproved,
      diagnostics,
    },
    actions: edited.map(({ item: { type, slug, path } }) => ({
      action: 'update',
      reason: 'edited',
      type,
      slug,
      path,
    })),
  }
}
