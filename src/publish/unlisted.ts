import { severalAtOnce } from '../several-at-once.ts'
import { keysIn, readSound, readsAtOnce } from './release-objects.ts'
import type { TraceSources, Traces } from './traces.ts'

/** What of an item lies in the bucket although no release leads to it. */
export type Unlisted = Pick<Traces, 'documents' | 'parts' | 'roots' | 'unread'> & {
  /** What unlisted documents of other items refer to. */
  readonly othersMedia: readonly string[]
}

// Whatever is called otherwise was not put by a publish.
const ours = /^(?:lessons|releases)\/[0-9a-f]{64}\.json$/

/**
 * What was staged of an item, or put by a publish that was overtaken or killed, which `listed` keys do not name. Only
 * what is not listed is read.
 */
export const unlistedOf = async (
  { bucket, stored }: Pick<TraceSources, 'bucket' | 'stored'>,
  listed: ReadonlySet<string>,
  item: string,
): Promise<Unlisted> => {
  const keys = [...stored].filter((key) => ours.test(key) && !listed.has(key)).toSorted()
  const read = await severalAtOnce(keys, readsAtOnce, (key) => lookAt(bucket, key))
  const documents = read.filter(({ key }) => key.startsWith('lessons/'))
  const parts = read.filter(({ items }) => items.includes(item)).map(({ key }) => key)
  return {
    documents: documents.filter(({ id }) => id === item).map(({ key }) => key),
    parts,
    roots: read
      .filter((root) => root.parts.some((key) => parts.includes(key)))
      .map(({ key }) => key),
    unread: read.filter(({ isDamaged }) => isDamaged).map(({ key }) => key),
    othersMedia: documents.filter(({ id }) => id !== item).flatMap(({ media }) => media),
  }
}

/** An object by what it may say: a document has an id and media, a root parts, and a part items. */
type Looked = {
  readonly key: string
  readonly isDamaged: boolean
  readonly id: string | null
  readonly media: readonly string[]
  readonly parts: readonly string[]
  readonly items: readonly string[]
}

type ReadObject = {
  readonly id?: string
  readonly media?: unknown
  readonly parts?: unknown
  readonly items?: readonly { readonly id: string }[]
}

const lookAt = async (bucket: TraceSources['bucket'], key: string): Promise<Looked> => {
  const found = await readSound(bucket, key)
  const value =
    typeof found === 'string' ? {} : (JSON.parse(Buffer.from(found).toString()) as ReadObject)
  return {
    key,
    isDamaged: found === 'altered',
    id: value.id ?? null,
    media: keysIn(value.media),
    parts: keysIn(value.parts),
    items: (value.items ?? []).map(({ id }) => id),
  }
}
