import { createHash } from 'node:crypto'
import type { Bucket } from '../bucket/bucket.ts'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { severalAtOnce } from '../several-at-once.ts'

/** What is wrong with an object that a release names. */
export type ObjectFault = {
  readonly key: string
  readonly kind: 'missing' | 'altered'
  /** Key of the object that names it; null for a release's root. */
  readonly namedBy: string | null
}

/** A text as a release lists it. */
export type ListedText = {
  readonly id: string
  readonly language: string
  readonly document: string
}

/** A listed text, and the key of the part that lists it. */
export type PartText = ListedText & { readonly part: string }

/** All that a release consists of, as far as it can be read. */
export type ReleaseObjects = {
  readonly keys: ReadonlySet<string>
  readonly texts: readonly PartText[]
  readonly faults: readonly ObjectFault[]
}

/** Follows a release from its root to every object that a reader can get to. */
export type FollowRelease = (root: string) => Promise<ReleaseObjects>

/** Objects that are read at the same time: enough for a server far away, few enough for a directory. */
export const readsAtOnce = 32

/**
 * Opens releases to be followed; what several of them share is read once. Manifests and documents are read and
 * compared with the hash in their keys; of media only whether they are stored, or, with `readMedia`, all bytes too.
 */
export const openReleases = (
  bucket: Pick<Bucket, 'read' | 'head'>,
  { stored, readMedia }: { readonly stored: ReadonlySet<string>; readonly readMedia: boolean },
): FollowRelease => {
  const readJson = async <T>(key: string): Promise<Outcome<Partial<T>>> => {
    const found = stored.has(key) ? await readSound(bucket, key) : 'missing'
    return typeof found === 'string'
      ? { fault: found, value: {} }
      : { fault: null, value: JSON.parse(Buffer.from(found).toString()) as Partial<T> }
  }
  const manifests = once((key) => readJson<ReadManifest & ReadManifestPart>(key))
  const documents = once(async (key) => {
    const { fault, value } = await readJson<ReadDocument>(key)
    return { fault, value: keysIn(value.media) }
  })
  const media = once(async (key): Promise<Outcome<null>> => {
    const fault = stored.has(key) ? null : 'missing'
    return { fault: fault ?? (readMedia ? await readThrough(bucket, key) : null), value: null }
  })
  return async (root) => {
    const keys = new Set<string>()
    const faults: ObjectFault[] = []
    const follow = async <T>(read: Once<T>, key: string, namedBy: string | null): Promise<T> => {
      const { fault, value } = await read(key)
      if (fault !== null && !keys.has(key)) faults.push({ key, kind: fault, namedBy })
      keys.add(key)
      return value
    }
    const { parts = [], hierarchy, redirects } = await follow(manifests, root, null)
    for (const key of [hierarchy, redirects])
      if (key !== undefined) await follow(manifests, key, root)
    const listed = await severalAtOnce(parts, readsAtOnce, async ({ key, language }) => {
      const { items = [] } = await follow(manifests, key, root)
      return items.map(({ id, document }) => ({ id, language, document, part: key }))
    })
    const used = await severalAtOnce(listed.flat(), readsAtOnce, async ({ document, part }) =>
      (await follow(documents, document, part)).map((key) => ({ key, namedBy: document })),
    )
    await severalAtOnce(used.flat(), readsAtOnce, ({ key, namedBy }) => follow(media, key, namedBy))
    return { keys, texts: listed.flat(), faults }
  }
}

type Outcome<T> = { readonly fault: ObjectFault['kind'] | null; readonly value: T }
type Once<T> = (key: string) => Promise<Outcome<T>>

const once = <T>(read: Once<T>): Once<T> => {
  const known = new Map<string, Promise<Outcome<T>>>()
  return (key) => {
    const reading = known.get(key) ?? read(key)
    known.set(key, reading)
    return reading
  }
}

type ReadManifest = {
  readonly parts: readonly { readonly key: string; readonly language: string }[]
  readonly hierarchy: string
  readonly redirects: string
}
type ReadManifestPart = {
  readonly items: readonly { readonly id: string; readonly document: string }[]
}
type ReadDocument = { readonly media: unknown }

/** Every key of an object that a value of JSON names, however deep. */
export const keysIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) =>
        name === 'key' && typeof inner === 'string' ? [inner] : keysIn(inner),
      )

/** The bytes of an object, or why there are none. */
export const readWhole = async (
  bucket: Pick<Bucket, 'read'>,
  key: string,
): Promise<Uint8Array | ObjectFault['kind']> =>
  await orAltered(async () => (await bucket.read(key))?.body ?? 'missing')

/** The bytes of an object, where they are those that its key names. */
export const readSound = async (
  bucket: Pick<Bucket, 'read'>,
  key: string,
): Promise<Uint8Array | ObjectFault['kind']> => {
  const found = await readWhole(bucket, key)
  return typeof found === 'string' || key.includes(sha256(found)) ? found : 'altered'
}

/** What is wrong with an object that may be too large to be held. */
const readThrough = (
  bucket: Pick<Bucket, 'head'>,
  key: string,
): Promise<ObjectFault['kind'] | null> =>
  orAltered(async () => {
    const found = await bucket.head(key)
    if (found === null) return 'missing'
    const hash = createHash('sha256')
    for await (const bytes of found.open()) hash.update(bytes)
    return key.includes(hash.digest('hex')) ? null : 'altered'
  })

/** The bucket compares bytes with its own record, too. */
const orAltered = async <T>(reading: () => Promise<T>): Promise<T | 'altered'> => {
  try {
    return await reading()
  } catch (error) {
    if (error instanceof ContentError && error.code === 'ALTERED') return 'altered'
    throw error
  }
}
