import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import {
  confirmPointer,
  flipRelease,
  type MediaRow,
  type ReleaseRows,
} from './database/flip-release.ts'
import { nextSequence } from './database/sequence.ts'
import { uuidOf } from './identifier.ts'
import { authorNamed } from './ingest/authors.ts'
import type { ReplaySources } from './ingest/ledger.ts'
import { type BlobRecord, entryKey } from './item.ts'
import type { LiveText, Plan, PlannedText, Recorded } from './plan.ts'
import type { Bucket } from './publish/bucket.ts'
import { immutable } from './publish/cache-control.ts'
import { hierarchy } from './publish/hierarchy.ts'
import { type ItemRow, itemRow, titleOf } from './publish/item-rows.ts'
import { manifest, redirects } from './publish/manifest.ts'
import type { PublishedMedia } from './publish/publish-media.ts'
import { readPointer, writePointer } from './publish/write-pointer.ts'
import type { RenderedText } from './render.ts'
import { type TranslationRow, translationRow } from './translation/translation-rows.ts'

/** What making a release live needs. */
export type ReleaseSources = {
  readonly database: Database
  readonly bucket: Bucket
  readonly config: Config
  readonly sources: ReplaySources
  readonly recorded: Recorded
  readonly plan: Plan
  readonly rendered: ReadonlyMap<string, RenderedText>
  readonly media: ReadonlyMap<string, PublishedMedia>
  readonly fence: number
  readonly model: string
  readonly now: string
}

/** Puts the manifest, flips the database, then moves the pointer. Returns the release's sequence number. */
export const release = async (from: ReleaseSources): Promise<number> => {
  const { bucket, database, plan } = from
  const texts = liveTexts(from)
  const moved = redirects(plan.replay.state, plan.texts)
  const built = manifest(
    plan.commit,
    plan.texts.map((text) => ({
      ...text,
      title: titleOfText(from.sources, text),
      documentKey: texts.get(entryKey(text.item.id, text.language))?.documentKey ?? '',
    })),
    moved,
  )
  for (const { key, body } of [...built.parts, built.root]) {
    const headers = { contentType: 'application/json', cacheControl: immutable }
    await bucket.put(key, Buffer.from(body), headers, { kind: 'create' })
  }
  const current = await readPointer(bucket)
  const sequence = await nextSequence(database, current?.sequence ?? 0)
  await flipRelease(database, {
    ...releaseRows(from, texts),
    redirects: moved,
    sequence,
    rootKey: built.root.key,
  })
  await writePointer(bucket, { sequence, root: built.root.key, commit: plan.commit })
  await confirmPointer(database, sequence)
  return sequence
}

/** The title of a text as readers see it. */
export const titleOfText = (
  sources: ReplaySources,
  { reading, version, item }: PlannedText,
): string => titleOf(sources.record(reading, version.blob), item.slug)

const liveTexts = ({ plan, rendered, recorded }: ReleaseSources): ReadonlyMap<string, LiveText> =>
  new Map(
    plan.texts.flatMap(({ item, language }) => {
      const key = entryKey(item.id, language)
      const text = rendered.get(key)?.live ?? recorded.live.get(key)
      return text === undefined ? [] : [[key, text] as const]
    }),
  )

type Rows = Omit<ReleaseRows, 'redirects' | 'sequence' | 'rootKey'>

const releaseRows = (from: ReleaseSources, texts: ReadonlyMap<string, LiveText>): Rows => {
  const { plan, sources, rendered } = from
  const { state } = plan.replay
  const bySource = new Map(
    plan.texts
      .filter(({ language }) => language === from.config.source.language)
      .map((text) => [text.item.id, text] as const),
  )
  const placed = hierarchy(state, from.config, sources.record, new Set(bySource.keys()))
  const personNamed = personFinder(from)
  const touched = touchedItems(from)
  const items = [...state.items.values()].flatMap((item): ItemRow[] => {
    if (!touched(item.id)) return []
    const text = bySource.get(item.id)
    const key = entryKey(item.id, from.config.source.language)
    const row = itemRow(item, {
      hierarchy: placed,
      record: sources.record,
      live: () =>
        text === undefined ? null : { ...text, documentKey: texts.get(key)?.documentKey ?? '' },
      personNamed,
      now: from.now,
    })
    return row === null ? [] : [row]
  })
  return {
    fence: from.fence,
    commit: plan.commit,
    model: from.model,
    pillars: placed.pillars,
    courses: placed.courses,
    items,
    ...translationChanges(from, personNamed, touched),
    media: mediaRows(from.media),
    live: [...rendered.values()].map(({ live }) => live),
    gone: plan.gone,
    chunks: [...rendered.values()].flatMap(({ chunks }) => chunks),
  }
}

/** After an interrupted run, and where people or places changed, every row is looked at again. */
const touchedItems = ({ plan, recorded }: ReleaseSources): ((id: string) => boolean) => {
  const { replay } = plan
  const all =
    recorded.releasedCommit !== recorded.state.commit ||
    replay.touchedHierarchy.size > 0 ||
    replay.authorsChanged
  const some = new Set([
    ...replay.touchedItems,
    ...plan.render.map(({ item }) => item.id),
    ...plan.gone.map(({ itemId }) => itemId),
  ])
  return (id) => all || some.has(id)
}

const personFinder = ({
  config,
  plan,
  sources,
}: ReleaseSources): ((name: string | null) => string | null) => {
  const file = plan.replay.state.tree.get(config.authors)
  const authors: BlobRecord | null = file === undefined ? null : sources.record('authors', file.oid)
  return (name) => authorNamed(authors?.metadata, name)
}

const translationChanges = (
  { plan, sources }: ReleaseSources,
  personNamed: (name: string | null) => string | null,
  touched: (id: string) => boolean,
): Pick<Rows, 'translations' | 'translated'> => {
  const live = new Map(
    plan.texts.map((text) => [entryKey(text.item.id, text.language), text.version]),
  )
  const translations = plan.translations.flatMap(
    ({ item, translation, freshness }): TranslationRow[] => {
      if (!touched(item.id) && !plan.replay.touchedTranslations.has(translation.path)) return []
      const row = translationRow(item, translation, freshness, {
        record: sources.record,
        personNamed,
        live: live.get(entryKey(item.id, translation.language)) ?? null,
      })
      return row === null ? [] : [row]
    },
  )
  const translated = plan.translations.map(({ item, translation }) => ({
    itemId: item.id,
    language: translation.language,
  }))
  return { translations, translated }
}

const mediaRows = (media: ReadonlyMap<string, PublishedMedia>): readonly MediaRow[] =>
  [...media.values()].map(({ path, entry, contentType, size, sha256 }) => ({
    id: uuidOf('media', path, sha256),
    filename: path.slice(path.lastIndexOf('/') + 1),
    originalName: path,
    contentType,
    size,
    sha256,
    storagePath:
      entry.kind === 'file' ? entry.file.key : (entry.rendition.outputs.at(-1)?.key ?? ''),
    thumbnail: entry.kind === 'file' ? null : `/${entry.rendition.thumbnail.key}`,
    dimensions:
      entry.kind === 'file'
        ? null
        : { width: entry.rendition.width, height: entry.rendition.height },
  }))
