import type { Bucket } from '../bucket/bucket.ts'
import { severalAtOnce } from '../several-at-once.ts'
import {
  type FollowRelease,
  keysIn,
  openReleases,
  type ReleaseObjects,
  readsAtOnce,
  readWhole,
} from './release-objects.ts'
import { unlistedOf } from './unlisted.ts'

/** Objects to be erased, in the order in which they are: what leads to others is last. */
export type Traces = {
  readonly media: readonly string[]
  readonly documents: readonly string[]
  /** Parts of manifests that list it, and the releases that these belong to. */
  readonly parts: readonly string[]
  readonly roots: readonly string[]
  /** Documents and records that are damaged, so that nobody can tell what they led to. */
  readonly unread: readonly string[]
}

/** Where traces are looked for. */
export type TraceSources = {
  readonly bucket: Pick<Bucket, 'read' | 'head'>
  readonly stored: ReadonlySet<string>
  /** Every release that was ever made. */
  readonly roots: readonly string[]
  /** The one that is live, of which nothing is a trace. */
  readonly live: string
}

/**
 * Everything in the bucket that was made of an item: documents of every version that was live or staged, what only they
 * refer to, and the releases that list them, also those that never became live.
 */
export const tracesOfItem = async (from: TraceSources, item: string): Promise<Traces> => {
  const { bucket, stored } = from
  const follow = openReleases(bucket, { stored, readMedia: false })
  const released = await follow(from.live)
  const live = await keptOf(from, released, item)
  const found = await listings(follow, from, item)
  const others = await unlistedOf(from, new Set([...released.keys, ...found.keys]), item)
  const isTrace = (key: string): boolean => stored.has(key) && !live.has(key)
  const documents = [...found.documents, ...others.documents].filter(isTrace)
  const media = await severalAtOnce(documents, readsAtOnce, (key) => mediaOfDocument(bucket, key))
  const needed = new Set(others.othersMedia)
  const { keys, unread } = await withRecords(
    from,
    media.flatMap((each) => each ?? []).filter((key) => isTrace(key) && !needed.has(key)),
  )
  return {
    media: keys,
    documents,
    parts: [...found.parts, ...others.parts].filter(isTrace),
    roots: [...found.roots, ...others.roots].filter(isTrace),
    unread: [...documents.filter((_, at) => media[at] === null), ...others.unread, ...unread],
  }
}

/** What was made from the same media as these objects, with the records of it. */
export const tracesOfObjects = async (
  from: Pick<TraceSources, 'bucket' | 'stored'>,
  keys: readonly string[],
): Promise<Traces> => {
  const { keys: media, unread } = await withRecords(from, keys)
  return { media, documents: [], parts: [], roots: [], unread }
}

/** What of the live release is no trace: all of it, but where it still has the item, then what others consist of. */
const keptOf = async (
  { bucket }: TraceSources,
  { keys, texts }: ReleaseObjects,
  item: string,
): Promise<ReadonlySet<string>> => {
  const others = texts.filter(({ id }) => id !== item).map(({ document }) => document)
  if (others.length === texts.length) return keys
  const media = await severalAtOnce(others, readsAtOnce, (key) => mediaOfDocument(bucket, key))
  return new Set([...others, ...media.flatMap((keys) => keys ?? [])])
}

const listings = async (
  follow: FollowRelease,
  { roots, stored }: TraceSources,
  item: string,
): Promise<Record<'keys' | 'documents' | 'parts' | 'roots', ReadonlySet<string>>> => {
  const found = {
    keys: new Set<string>(),
    documents: new Set<string>(),
    parts: new Set<string>(),
    roots: new Set<string>(),
  }
  for (const root of new Set(roots)) {
    if (!stored.has(root)) continue
    const { keys, texts, faults } = await follow(root)
    for (const key of keys) found.keys.add(key)
    // A part that is gone is one that an earlier purge erased, and was killed.
    if (faults.some(({ key }) => key.startsWith('releases/'))) found.roots.add(root)
    for (const text of texts.filter(({ id }) => id === item)) {
      found.documents.add(text.document)
      found.parts.add(text.part)
      found.roots.add(root)
    }
  }
  return found
}

/** Null where the document is damaged. */
const mediaOfDocument = async (
  bucket: TraceSources['bucket'],
  key: string,
): Promise<readonly string[] | null> => {
  const found = await readWhole(bucket, key)
  if (typeof found === 'string') return found === 'altered' ? null : []
  const { media } = JSON.parse(Buffer.from(found).toString()) as { readonly media?: unknown }
  return keysIn(media)
}

/** These objects, the records of renditions that name any of them, and whatever else these name. */
const withRecords = async (
  { bucket, stored }: Pick<TraceSources, 'bucket' | 'stored'>,
  keys: readonly string[],
): Promise<{ readonly keys: readonly string[]; readonly unread: readonly string[] }> => {
  const all = new Set(keys)
  const unread: string[] = []
  const records = [...stored].filter((key) => key.startsWith('renditions/'))
  await severalAtOnce(records, readsAtOnce, async (record) => {
    const found = await readWhole(bucket, record)
    if (found === 'altered') unread.push(record)
    const outputs =
      typeof found === 'string' ? [] : keysIn(JSON.parse(Buffer.from(found).toString()))
    if (!outputs.some((key) => keys.includes(key))) return
    for (const key of [...outputs, record]) all.add(key)
  })
  return { keys: [...all].toSorted(), unread }
}
