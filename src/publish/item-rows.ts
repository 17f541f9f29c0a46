import { type BlobRecord, clipTitle, type Item, type Version } from '../item.ts'
import type { JsonObject } from '../json.ts'
import type { Stage } from '../review.ts'
import type { Hierarchy } from './hierarchy.ts'
import type { ReleaseEntry } from './live.ts'

/** What a row of `content_mgmt.content_items` says, and of `education.lessons` for a lesson in a course. */
export type ItemRow = {
  readonly id: string
  readonly type: string
  readonly pillarId: string | null
  readonly courseId: string | null
  readonly isLesson: boolean
  /** Within the course. */
  readonly lessonSlug: string
  readonly title: string
  readonly slug: string
  readonly description: string | null
  readonly author: string | null
  readonly reviewer: string | null
  readonly status: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  readonly version: string
  readonly commit: string
  readonly path: string
  readonly metadata: JsonObject
  readonly created: string
  readonly updated: string
  readonly published: string | null
  readonly tags: readonly string[]
  readonly language: string
  readonly contentUrl: string | null
  readonly durationMinutes: number | null
  readonly order: number | null
  readonly presentation: 'video' | 'audio' | 'text' | 'mixed'
}

/** What the rows of items are made from. */
export type ItemRowSources = {
  readonly hierarchy: Hierarchy
  readonly record: (reading: string, blob: string) => BlobRecord | null
  /** The text in the source language that is live, with the key of its document. */
  readonly live: (itemId: string) => (ReleaseEntry & { readonly documentKey: string }) | null
  readonly personNamed: (name: string | null) => string | null
  /** Where people have brought its newest version; null where nobody has to, or has, said anything of it. */
  readonly stage: (itemId: string) => Stage | 'archived' | null
  /** Of the items' own files. */
  readonly language: string
  readonly now: string
}

/** The row of one item as the release shows it; null for an item that never had a version. */
export const itemRow = (item: Item, sources: ItemRowSources): ItemRow | null => {
  const live = sources.live(item.id)
  const version = live?.version ?? item.track.current
  if (version === null) return null
  const record = sources.record(item.collection, version.blob)
  const { pillarId, courseId, slug } = sources.hierarchy.placement(item)
  return {
    id: item.id,
    type: item.type,
    pillarId,
    courseId,
    isLesson: item.type === 'lesson' && courseId !== null,
    lessonSlug: slug,
    title: titleOf(record, item.slug),
    slug: item.slug,
    description: record?.fields?.description ?? null,
    author: sources.personNamed(record?.fields?.author ?? null),
    reviewer: sources.personNamed(record?.fields?.reviewer ?? null),
    status: statusOf(item, {
      live: live !== null,
      stage: sources.stage(item.id),
      now: sources.now,
    }),
    version: version.number,
    commit: version.commit,
    path: item.path,
    metadata: record?.metadata ?? {},
    created: item.created,
    updated: version.date,
    published: live === null ? null : publishedAt(live.version),
    tags: record?.fields?.tags ?? [],
    language: sources.language,
    contentUrl: live === null ? null : `/${live.documentKey}`,
    durationMinutes: wholeNumber(record?.fields?.durationMinutes),
    order: wholeNumber(record?.fields?.order),
    presentation: presentationOf(record),
  }
}

/** The row of a purged item: its identity, which other rows refer to, and nothing that it said. */
export const purgedRow = (row: ItemRow): ItemRow => ({
  ...row,
  title: titleOf(null, row.slug),
  description: null,
  author: null,
  reviewer: null,
  status: 'archived',
  metadata: {},
  published: null,
  tags: [],
  contentUrl: null,
  durationMinutes: null,
})

/** The title of a text: front matter, else the first heading, else the slug. */
export const titleOf = (record: Pick<BlobRecord, 'fields'> | null, slug: string): string =>
  clipTitle(record?.fields?.title ?? slug.slice(slug.lastIndexOf('/') + 1))

/** What lists show of a text besides its address; `minutes` are those that its front matter says it takes. */
export type Listing = {
  readonly title: string
  readonly description: string | null
  readonly minutes: number | null
}

/** What lists show of a text. */
export const listingOf = (record: BlobRecord | null, slug: string): Listing => {
  const minutes = record?.fields?.durationMinutes ?? null
  return {
    title: titleOf(record, slug),
    description: record?.fields?.description ?? null,
    minutes: minutes !== null && minutes >= 0 ? minutes : null,
  }
}

type Standing = {
  readonly live: boolean
  readonly stage: Stage | 'archived' | null
  readonly now: string
}

const statusOf = (item: Item, { live, stage, now }: Standing): ItemRow['status'] => {
  if (!item.present || stage === 'archived') return 'archived'
  if (live) return 'published'
  const { current } = item.track
  if (current === null || stage === 'open') return 'draft'
  if (stage === 'review') return 'review'
  if (current.draft && stage === null) return 'draft'
  if (!current.fit) return 'review'
  // What is fit waits for its date, or for its media.
  return current.unpublishAt !== null && current.unpublishAt <= now ? 'archived' : 'approved'
}

const publishedAt = (version: Version): string => version.publishAt ?? version.date

const presentationOf = (record: BlobRecord | null): ItemRow['presentation'] => {
  const urls = record?.links.map(({ url }) => url) ?? []
  const video = urls.some((url) => /\.(?:mp4|mov|webm)$/i.test(url))
  const audio = urls.some((url) => /\.(?:mp3|wav|ogg|m4a)$/i.test(url))
  return video || audio ? 'mixed' : 'text'
}

// A repository's own schema may allow what an `integer` column cannot hold.
const wholeNumber = (value: number | null | undefined): number | null =>
  value == null || value < 0 || value > 2_147_483_647 ? null : Math.round(value)
