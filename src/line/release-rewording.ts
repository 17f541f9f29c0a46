import type { Bucket } from '../bucket/bucket.ts'
import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import type { Part, Release } from '../contracts/manifest.ts'
import { flipReworded } from '../database/flip-release.ts'
import type { LastRelease } from '../database/last-release.ts'
import { activeModel } from '../database/models.ts'
import { nextSequence } from '../database/sequence.ts'
import { authorNamed } from '../ingest/authors.ts'
import { entryKey } from '../item.ts'
import { readingEmbedder } from '../open-embedder.ts'
import { reach } from '../point.ts'
import { editManifest, partsOf } from '../publish/edit-manifest.ts'
import { type ItemRow, itemRow, listingOf } from '../publish/item-rows.ts'
import type { ManifestText } from '../publish/manifest.ts'
import { putManifest } from '../publish/put-manifest.ts'
import { pointTo } from './release.ts'
import type { RenderedTexts } from './render.ts'
import type { Rewording } from './rewording.ts'
import type { ReleaseSummary } from './settled.ts'

/** What making a rewording live needs. */
export type RewordingRelease = {
  readonly config: Config
  readonly connections: Connections
  readonly commit: string
  /** ISO 8601, UTC. */
  readonly now: string
  readonly last: LastRelease
  readonly rewording: Rewording
  readonly read: ReadManifest
  readonly fence: number
}

/** As `release`, for texts of a release that is live: its manifest is edited, and no other row looked at. */
export const releaseRewording = async (
  { config, connections, commit, now, last, rewording, read, fence }: RewordingRelease,
  rendered: RenderedTexts,
): Promise<number> => {
  const { bucket, database } = connections
  const documentKey = ({ item, language }: { item: { id: string }; language: string }): string =>
    rendered.live.get(entryKey(item.id, language))?.documentKey ?? read.documents.get(item.id) ?? ''
  const texts = rewording.texts.map((text) => ({
    ...text,
    ...listingOf(rewording.sources.record(text.reading, text.version.blob), text.item.slug),
    documentKey: documentKey(text),
    // Only items without translations are published this way.
    languages: [text.language],
    outdated: null,
  }))
  const built = editManifest(read.root, read.parts, texts, commit)
  if (built === null) throw new Error('Expected every text in the manifest that was read')
  await putManifest(bucket, built)
  const sequence = await nextSequence(database, last.sequence)
  await flipReworded(database, {
    fence,
    sequence,
    commit,
    rootKey: built.root.key,
    summary: summaryAfter(last, rewording, now),
    items: texts.flatMap((text) => rowOf(text, rewording, config, now)),
    live: [...rendered.live.values()],
    chunks: rendered.chunks,
    model: (await activeModel(database)) ?? (await readingEmbedder(connections)).model,
  })
  reach('released')
  await pointTo({ bucket, database }, { sequence, root: built.root.key, commit })
  return sequence
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
    stage: () => null,
    personNamed: (name) => authorNamed(people?.metadata, name),
    language: config.source.language,
    now,
  })
  return row === null ? [] : [row]
}

/** The live manifest as far as it speaks of some texts. */
export type ReadManifest = {
  readonly root: Release
  readonly parts: ReadonlyMap<string, Part>
  /** Item id → key of its document as it is live. */
  readonly documents: ReadonlyMap<string, string>
}

/** The live manifest as far as it speaks of these texts; null where it does not speak of all of them. */
export const readManifest = async (
  bucket: Bucket,
  { root: key }: LastRelease,
  { texts }: Rewording,
): Promise<ReadManifest | null> => {
  const root = await readJson<Release>(bucket, key)
  const keys = root === null ? null : partsOf(root, texts)
  if (root === null || keys === null) return null
  const parts = new Map<string, Part>()
  for (const part of keys) {
    const found = await readJson<Part>(bucket, part)
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

/** The summary of the live release after a rewording. */
export const summaryAfter = (
  { summary }: LastRelease,
  { findings }: Rewording,
  now: string,
): ReleaseSummary => {
  if (summary === null) throw new Error('Expected the summary of a release that is live as it is')
  const { error, warning } = summary.diagnostics
  const diagnostics = { error: error + findings.error, warning: warning + findings.warning }
  return { ...summary, diagnostics, now }
}
