import type { Config } from '../config.ts'
import { type Connections, readingEmbedder } from '../connect.ts'
import { activeModel } from '../database/embeddings.ts'
import { confirmPointer, flipReworded } from '../database/flip-release.ts'
import { type LastRelease, readLastRelease } from '../database/last-release.ts'
import { recordRun } from '../database/record-run.ts'
import { nextSequence } from '../database/sequence.ts'
import { authorNamed } from '../ingest/authors.ts'
import { readCommits } from '../ingest/read-history.ts'
import { entryKey } from '../item.ts'
import { reach } from '../point.ts'
import type { Bucket } from '../publish/bucket.ts'
import { immutable } from '../publish/cache-control.ts'
import { editManifest, partsOf, type ReadPart, type ReadRoot } from '../publish/edit-manifest.ts'
import { type ItemRow, itemRow, titleOf } from '../publish/item-rows.ts'
import type { Manifest, ManifestText } from '../publish/manifest.ts'
import { publishMedia } from '../publish/publish-media.ts'
import { openRenderer } from '../publish/renderer.ts'
import { writePointer } from '../publish/write-pointer.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import type { Applied } from './apply.ts'
import { type BlobTasks, blobTasks } from './blob-tasks.ts'
import { diffVersions } from './diff-versions.ts'
import { embedLive } from './embed-live.ts'
import { shapesByReading } from './parse-blob.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import type { Action } from './plan-actions.ts'
import { type RenderedText, renderTexts } from './render.ts'
import { findRewording, type Rewording } from './rewording.ts'
import { isLiveAsIs, type ReleaseSummary } from './settled.ts'
import type { Stages } from './stages.ts'
import type { PlanSummary } from './summary.ts'

/** What publishing a rewording needs. */
export type RewordingInput = {
  readonly repository: Repository
  readonly config: Config
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
 * whole line. Null, and nothing is changed, where the push is more than that.
 * @throws ContentError `REFUSED` as the whole line does, for an older commit or a forced push
 */
export const publishRewording = async (input: RewordingInput): Promise<Reworded | null> => {
  const { repository, config, connections, target, now, stages } = input
  const { database } = connections
  const last = await stages.run('read', () => readLastRelease(database))
  if (last === null || !(await isLiveAsIs(connections, config, last, now))) return null
  await using objects = repository.snapshots.openObjects()
  const tasks = blobTasks({ objects, shapes: shapesByReading(config) })
  const store = openParsedBlobs({ objects, tasks, database })
  const commits = readCommits(repository, config, last.commit, target)
  const rewording = await stages.run('parse', () =>
    findRewording({ objects, config, store, published: connections, last, commits }),
  )
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
  return { ...report(target.commit, rewording, last), applied }
}

type Live = RewordingInput & {
  readonly objects: Parameters<typeof publishMedia>[0]['objects']
  readonly tasks: BlobTasks
  readonly last: LastRelease
  readonly rewording: Rewording
  readonly read: ReadManifest
  readonly fence: number
}

const makeLive = async (live: Live): Promise<Applied> => {
  const { config, connections, stages, onProgress, rewording, tasks, objects } = live
  const { bucket } = connections
  const render = rewording.texts.filter((text) => text.render)
  const renderer = openRenderer()
  const media = await stages
    .run('media', () =>
      publishMedia({ objects, bucket, renderer, media: config.media }, render, (done, total) =>
        onProgress('media', done, total),
      ),
    )
    .finally(renderer.close)
  const { sources, target } = rewording
  const rendered = await stages.run('documents', () =>
    renderTexts(
      {
        tasks,
        bucket,
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
  const release = await stages.run('release', () => flip(live, rendered))
  const embeddings = await stages.run('embed', () => embedLive(connections, onProgress))
  const { uploaded, reused, bytes, diagnostics } = media
  return { release, media: { uploaded, reused, bytes }, diagnostics, embeddings }
}

const flip = async (
  { config, connections, target, now, last, rewording, read, fence }: Live,
  rendered: ReadonlyMap<string, RenderedText>,
): Promise<number> => {
  const { bucket, database } = connections
  const documentKey = ({ item, language }: { item: { id: string }; language: string }): string =>
    rendered.get(entryKey(item.id, language))?.live.documentKey ?? read.documents.get(item.id) ?? ''
  const texts = rewording.texts.map((text) => ({
    ...text,
    title: titleOf(rewording.sources.record(text.reading, text.version.blob), text.item.slug),
    documentKey: documentKey(text),
  }))
  const built = editManifest(read.root, read.parts, texts, target.commit)
  if (built === null) throw new Error('Expected every text in the manifest that was read')
  await putManifest(bucket, built)
  const sequence = await nextSequence(database, last.sequence)
  await flipReworded(database, {
    fence,
    sequence,
    commit: target.commit,
    rootKey: built.root.key,
    summary: summaryAfter(last, rewording, now),
    items: texts.flatMap((text) => rowOf(text, rewording, config, now)),
    live: [...rendered.values()].map(({ live }) => live),
    chunks: [...rendered.values()].flatMap(({ chunks }) => chunks),
    model: (await activeModel(database)) ?? (await readingEmbedder(connections)).model,
  })
  reach('released')
  await writePointer(bucket, { sequence, root: built.root.key, commit: target.commit })
  reach('pointer-written')
  await confirmPointer(database, sequence)
  reach('pointer-confirmed')
  return sequence
}

const putManifest = async (bucket: Bucket, { parts, root }: Manifest): Promise<void> => {
  for (const { key, body } of [...parts, root]) {
    const headers = { contentType: 'application/json', cacheControl: immutable }
    await bucket.put(key, Buffer.from(body), headers, { kind: 'create' })
    reach('manifest-object-put')
  }
}

type EditedText = Rewording['texts'][number] & ManifestText

const rowOf = (
  text: EditedText,
  { replay, sources }: Rewording,
  config: Config,
  now: string,
): readonly ItemRow[] => {
  const authors = replay.state.tree.get(config.authors)
  const people = authors === undefined ? null : sources.record('authors', authors.oid)
  const row = itemRow(text.item, {
    hierarchy: { pillars: [], courses: [], placement: () => text.placement },
    record: sources.record,
    live: () => text,
    personNamed: (name) => authorNamed(people?.metadata, name),
    language: config.source.language,
    now,
  })
  return row === null ? [] : [row]
}

type ReadManifest = {
  readonly root: ReadRoot
  readonly parts: ReadonlyMap<string, ReadPart>
  /** Item id → key of its document as it is live. */
  readonly documents: ReadonlyMap<string, string>
}

/** The live manifest as far as it speaks of these texts; null where it does not speak of all of them. */
const readManifest = async (
  bucket: Bucket,
  { root: key }: LastRelease,
  { texts }: Rewording,
): Promise<ReadManifest | null> => {
  const root = await readJson<ReadRoot>(bucket, key)
  const keys = root === null ? null : partsOf(root, texts)
  if (root === null || keys === null) return null
  const parts = new Map<string, ReadPart>()
  for (const part of keys) {
    const found = await readJson<ReadPart>(bucket, part)
    if (found === null) return null
    parts.set(part, found)
  }
  const entries = [...parts.values()].flatMap(({ items }) => items)
  const documents = new Map(entries.map(({ id, document }) => [id, document]))
  return texts.every(({ item }) => documents.has(item.id)) ? { root, parts, documents } : null
}

const readJson = async <T>(bucket: Bucket, key: string): Promise<T | null> => {
  const found = await bucket.read(key)
  return found === null ? null : (JSON.parse(Buffer.from(found.body).toString()) as T)
}

const summaryAfter = (
  { summary }: LastRelease,
  { findings }: Rewording,
  now: string,
): ReleaseSummary => {
  if (summary === null) throw new Error('Expected the summary of a release that is live as it is')
  const { error, warning } = summary.diagnostics
  const diagnostics = { error: error + findings.error, warning: warning + findings.warning }
  return { ...summary, diagnostics, now }
}

const report = (
  commit: string,
  rewording: Rewording,
  last: LastRelease,
): Pick<Reworded, 'summary' | 'actions'> => {
  const { translations, diagnostics, kept } = summaryAfter(last, rewording, '')
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
