import type { Bucket } from '../bucket/bucket.ts'
import type { Config } from '../config.ts'
import type { Pointer } from '../contracts/manifest.ts'
import type { Database } from '../database/database.ts'
import { confirmPointer, flipRelease } from '../database/flip-release.ts'
import { nextSequence } from '../database/sequence.ts'
import { tell } from '../event.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { entryKey } from '../item.ts'
import { reach } from '../point.ts'
import { type Hierarchy, hierarchy } from '../publish/hierarchy.ts'
import { listingOf, titleOf } from '../publish/item-rows.ts'
import { type ManifestText, manifest, type Redirect, redirects } from '../publish/manifest.ts'
import { publishedPillars } from '../publish/manifest-hierarchy.ts'
import type { PublishedMedia } from '../publish/publish-media.ts'
import { putManifest } from '../publish/put-manifest.ts'
import { readPointer, writePointer } from '../publish/write-pointer.ts'
import { redirectEntries } from '../redirects.ts'
import { copyDecisions } from './adopt-decisions.ts'
import type { Extent } from './apply.ts'
import type { LiveText, Plan, PlannedText, Recorded } from './plan.ts'
import { releaseRows } from './release-rows.ts'
import type { RenderedTexts } from './render.ts'
import { type ReleaseSummary, releaseSummary } from './settled.ts'

/** An earlier release that is made again: its number, and what its summary says as of today. */
export type Remade = {
  readonly restores: number
  readonly summary: Pick<ReleaseSummary, 'now' | 'dueAt'>
}

/** What making a release live needs. */
export type ReleaseSources = {
  readonly database: Database
  readonly bucket: Bucket
  readonly config: Config
  readonly sources: ReplaySources
  readonly recorded: Recorded
  readonly plan: Plan
  /** How many texts are not in it as they ought to be, since their media could not be published. */
  readonly waiting: number
  readonly rendered: RenderedTexts
  readonly media: ReadonlyMap<string, PublishedMedia>
  readonly fence: number
  readonly model: string
  readonly now: string
}

/** How a release is made: live, or only staged; and whether it is an earlier one made again. */
export type ReleaseHow = { readonly until: Extent; readonly remade?: Remade | undefined }

/**
 * Puts the manifest, flips the database, then moves the pointer. Returns the release's sequence number; null where it is only
 * to be staged.
 */
export const release = async (from: ReleaseSources & ReleaseHow): Promise<number | null> => {
  const { bucket, database, plan, remade } = from
  const texts = liveTexts(from)
  const moved = redirectsOf(from)
  const { language } = from.config.source
  const lessons = plan.texts.filter((text) => text.language === language)
  const placed = hierarchyOf(from)
  const standing = standingOf(plan, language)
  const built = manifest({
    commit: plan.commit,
    language,
    languages: from.config.source.languages,
    pillars: publishedPillars(
      placed,
      lessons.map((text) => ({ item: text.item, order: orderOfText(from.sources, text) })),
    ),
    texts: plan.texts.map((text) => ({
      ...text,
      ...listingOf(from.sources.record(text.reading, text.version.blob), text.item.slug),
      documentKey: texts.get(entryKey(text.item.id, text.language))?.documentKey ?? '',
      ...standing(text),
    })),
    redirects: moved,
  })
  await putManifest(bucket, built)
  if (from.until === 'staged') return null
  const current = await readPointer(bucket)
  const sequence = await nextSequence(database, current?.sequence ?? 0)
  await flipRelease(database, {
    ...releaseRows(from, texts, placed),
    redirects: moved,
    sequence,
    rootKey: built.root.key,
    summary: { ...releaseSummary(from), ...remade?.summary },
    restores: remade?.restores ?? null,
  })
  reach('released')
  await pointTo(from, { sequence, root: built.root.key, commit: plan.commit })
  return sequence
}

/** In which languages the item of each text is live, and since when the text is outdated. */
const standingOf = (
  { texts, translations }: Plan,
  source: string,
): ((text: PlannedText) => Pick<ManifestText, 'languages' | 'outdated'>) => {
  const languages = new Map<string, readonly string[]>()
  for (const { item, language } of texts) {
    const others = languages.get(item.id) ?? []
    languages.set(item.id, language === source ? [language, ...others] : [...others, language])
  }
  const outdated = new Map(
    translations
      .filter(({ freshness }) => freshness.state === 'outdated')
      .map(({ item, translation }) => [
        entryKey(item.id, translation.language),
        item.track.current?.date ?? null,
      ]),
  )
  return ({ item, language }) => ({
    languages: languages.get(item.id) ?? [],
    outdated: outdated.get(entryKey(item.id, language)) ?? null,
  })
}

/** Pillars and courses once the plan is live. */
export const hierarchyOf = ({
  plan,
  config,
  sources,
}: Pick<ReleaseSources, 'plan' | 'config' | 'sources'>): Hierarchy => {
  const lessons = plan.texts.filter((text) => text.language === config.source.language)
  const live = new Set(lessons.map(({ item }) => item.id))
  return hierarchy(plan.replay.state, config, sources.record, live)
}

/** Where former addresses lead once the plan is live. */
export const redirectsOf = ({
  plan,
  sources,
}: Pick<ReleaseSources, 'plan' | 'sources'>): readonly Redirect[] => {
  const { state } = plan.replay
  return redirects(state, plan.texts, redirectEntries(state, sources))
}

/** Points readers of the bucket to a release that is live by the database, after the decisions it obeys are copied. */
export const pointTo = async (
  { bucket, database }: Pick<ReleaseSources, 'bucket' | 'database'>,
  release: Omit<Pointer, 'schema'>,
): Promise<void> => {
  await copyDecisions({ database, bucket })
  await writePointer(bucket, release)
  reach('pointer-written')
  await confirmPointer(database, release.sequence)
  reach('pointer-confirmed')
  tell({ kind: 'released', release: release.sequence, commit: release.commit })
}

/** The title of a text as readers see it. */
export const titleOfText = (
  sources: ReplaySources,
  { reading, version, item }: PlannedText,
): string => titleOf(sources.record(reading, version.blob), item.slug)

const orderOfText = (sources: ReplaySources, { reading, version }: PlannedText): number | null =>
  sources.record(reading, version.blob)?.fields?.order ?? null

/** What is to be live of each text, by `entryKey`: made now, or as it was. */
export const liveTexts = ({
  plan,
  rendered,
  recorded,
}: ReleaseSources): ReadonlyMap<string, LiveText> =>
  new Map(
    plan.texts.flatMap(({ item, language }) => {
      const key = entryKey(item.id, language)
      const text = rendered.live.get(key) ?? recorded.live.get(key)
      return text === undefined ? [] : [[key, text] as const]
    }),
  )
