import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { inBatches } from '../in-batches.ts'
import type { Bucket } from './bucket.ts'

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

/** All that a release consists of, as far as it can be read. */
export type ReleaseObjects = {
  readonly keys: ReadonlySet<string>
  readonly texts: readonly ListedText[]
  readonly faults: readonly ObjectFault[]
}

// Enough for a server far away, few enough for a directory.
const readsAtOnce = 32

/**
 * Follows a release from its root to every object that a reader can get to. Manifests and documents are read and
 * compared with the hash in their keys; of media only whether they are stored, or, with `readMedia`, all bytes too.
 */
export const releaseObjects = async (
  bucket: Pick<Bucket, 'read'>,
  root: string,
  { stored, readMedia }: { readonly stored: ReadonlySet<string>; readonly readMedia: boolean },
): Promise<ReleaseObjects> => {
  const keys = new Set<string>()
  const faults: ObjectFault[] = []
  const readJson = async (key: string, namedBy: string | null): Promise<unknown> => {
    keys.add(key)
    const found = stored.has(key) ? await readSound(bucket, key) : 'missing'
    if (typeof found === 'string') faults.push({ key, kind: found, namedBy })
    return typeof found === 'string' ? {} : JSON.parse(Buffer.from(found).toString())
  }
  const top = (await readJson(root, null)) as Partial<ReadManifest>
  const parts = top.parts ?? []
  if (top.redirects !== undefined) await readJson(top.redirects, root)
  const listed = await inBatches(parts, readsAtOnce, async ({ key, language }) => {
    const { items = [] } = (await readJson(key, root)) as Partial<ReadManifestPart>
    return items.map(({ id, document }) => ({ id, language, document, part: key }))
  })
  const texts = listed.flat()
  const used = await inBatches(texts, readsAtOnce, async ({ document, part }) => {
    const { media: files = {} } = (await readJson(document, part)) as Partial<ReadDocument>
    return Object.values(files)
      .flatMap(keysOf)
      .map((key) => ({ key, namedBy: document }))
  })
  const wanted = [...new Map(used.flat().map((use) => [use.key, use])).values()]
  await inBatches(wanted, readsAtOnce, async ({ key, namedBy }) => {
    keys.add(key)
    if (!stored.has(key)) faults.push({ key, kind: 'missing', namedBy })
    else if (readMedia) {
      const found = await readSound(bucket, key)
      if (typeof found === 'string') faults.push({ key, kind: found, namedBy })
    }
  })
  return { keys, texts: texts.map(({ part: _, ...text }) => text), faults }
}

type ReadManifest = {
  readonly parts: readonly { readonly key: string; readonly language: string }[]
  readonly redirects: string
}
type ReadManifestPart = {
  readonly items: readonly { readonly id: string; readonly document: string }[]
}
type ReadMedia = {
  readonly key?: string
  readonly outputs?: readonly { readonly key: string }[]
  readonly thumbnail?: { readonly key: string }
}
type ReadDocument = { readonly media: Readonly<Record<string, ReadMedia>> }

const keysOf = ({ key, outputs = [], thumbnail }: ReadMedia): readonly string[] =>
  [key, thumbnail?.key, ...outputs.map((output) => output.key)].filter((each) => each !== undefined)

/** The bytes of an object, where they are those that its key names. */
const readSound = async (
  bucket: Pick<Bucket, 'read'>,
  key: string,
): Promise<Uint8Array | ObjectFault['kind']> => {
  try {
    const found = await bucket.read(key)
    if (found === null) return 'missing'
    return key.includes(sha256(found.body)) ? found.body : 'altered'
  } catch (error) {
    // The bucket compares the bytes with its own record, too.
    if (error instanceof ContentError && error.code === 'ALTERED') return 'altered'
    throw error
  }
}
