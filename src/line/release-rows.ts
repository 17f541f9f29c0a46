import type { ReleaseRows } from '../database/flip-release.ts'
import type { MediaRow } from '../database/merge-media.ts'
import { uuidOf } from '../identifier.ts'
import { authorNamed } from '../ingest/authors.ts'
import { type BlobRecord, entryKey } from '../item.ts'
import { fallback } from '../media/picture.ts'
import type { Hierarchy } from '../publish/hierarchy.ts'
import { type ItemRow, itemRow, purgedRow } from '../publish/item-rows.ts'
import type { MediaEntry } from '../publish/lesson-html.ts'
import type { PublishedMedia } from '../publish/publish-media.ts'
import { type TranslationRow, translationRow } from '../translation/translation-rows.ts'
import type { LiveText, PlannedText } from './plan.ts'
import type { ReleaseSources } from './release.ts'

type Rows = Omit<ReleaseRows, 'redirects' | 'sequence' | 'rootKey' | 'summary' | 'restores'>

/** Everything that a release changes in the database, but for its number and its manifest. */
export const releaseRows = (
  from: ReleaseSources,
  texts: ReadonlyMap<string, LiveText>,
  placed: Hierarchy,
): Rows => {
  const { plan, sources, rendered } = from
  const { state } = plan.replay
  const bySource = new Map(
    plan.texts
      .filter(({ language }) => language === from.config.source.language)
      .map((text) => [text.item.id, text] as const),
  )
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
      stage: () =>
        plan.obeyed.archived.has(item.id)
          ? 'archived'
          : (plan.obeyed.reviewed.get(key)?.stage ?? null),
      language: from.config.source.language,
      now: from.now,
    })
    if (row === null) return []
    return [plan.obeyed.purged.has(item.id) ? purgedRow(row) : row]
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
    mediaUses: mediaUses(plan.texts),
    live: [...rendered.live.values()],
    gone: plan.gone,
    chunks: rendered.chunks,
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
    ...plan.obeyed.judged,
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
  const kept = plan.translations.filter(({ item }) => !plan.obeyed.purged.has(item.id))
  const live = new Map(
    plan.texts.map((text) => [entryKey(text.item.id, text.language), text.version]),
  )
  const translations = kept.flatMap(
    ({ item, translation, freshness, source }): TranslationRow[] => {
      if (!touched(item.id) && !plan.replay.touchedTranslations.has(translation.path)) return []
      const key = entryKey(item.id, translation.language)
      const row = translationRow(item, translation, freshness, {
        record: sources.record,
        personNamed,
        live: live.get(key) ?? null,
        stage: plan.obeyed.reviewed.get(key)?.stage ?? null,
        score: (version) => plan.obeyed.reviewed.get(key)?.scores.get(version) ?? null,
        source,
      })
      return row === null ? [] : [row]
    },
  )
  const translated = kept.map(({ item, translation }) => ({
    itemId: item.id,
    language: translation.language,
  }))
  return { translations, translated }
}

/** Id of the row of a media file. */
export const mediaId = (path: string, blob: string): string => uuidOf('media', path, blob)

/** How many live texts refer to each media file, by its row's id. */
const mediaUses = (texts: readonly PlannedText[]): ReadonlyMap<string, number> => {
  const uses = new Map<string, number>()
  for (const { version } of texts) {
    for (const [path, blob] of Object.entries(version.media)) {
      const id = mediaId(path, blob)
      uses.set(id, (uses.get(id) ?? 0) + 1)
    }
  }
  return uses
}

const mediaRows = (media: ReadonlyMap<string, PublishedMedia>): readonly MediaRow[] =>
  [...media.values()].map(({ path, blob, entry, contentType, size, sha256 }) => {
    const shown = entry.kind === 'image' ? entry.rendition : entry.poster
    const key = entry.kind === 'image' ? fallback(entry.rendition).key : entry.file.key
    return {
      id: mediaId(path, blob),
      filename: path.slice(path.lastIndexOf('/') + 1),
      originalName: path,
      contentType,
      size,
      sha256,
      storagePath: key,
      cdnUrl: `/${key}`,
      thumbnail: shown === null ? null : `/${shown.thumbnail.key}`,
      ...measures(entry),
    }
  })

/** What is known of a media file: what measures it, and everything else. */
const measures = (entry: MediaEntry): Pick<MediaRow, 'dimensions' | 'metadata'> => {
  const shown = entry.kind === 'image' ? entry.rendition : entry.poster
  const preview = shown === null ? {} : { color: shown.color, placeholder: shown.placeholder }
  if (entry.kind === 'image') {
    const { width, height, outputs } = entry.rendition
    return {
      dimensions: { width, height },
      metadata: { ...preview, outputs: outputs.map(({ key }) => key) },
    }
  }
  const { codecs, pages, ...dimensions } = entry.facts
  return {
    dimensions: Object.keys(dimensions).length === 0 ? null : dimensions,
    metadata: {
      ...preview,
      ...(codecs === undefined ? {} : { codecs: [...codecs] }),
      ...(pages === undefined ? {} : { pages }),
    },
  }
}
