import type { Bucket, ObjectSource, PutOutcome } from '../bucket/bucket.ts'
import { reach } from '../point.ts'
import { checkMedia } from './check-media.ts'
import { type MediaBytes, openEdges } from './media-bytes.ts'
import type { MediaFacts } from './media-facts.ts'
import { isFinding, MediaFailure } from './media-finding.ts'
import type { MediaType } from './media-type.ts'
import { immutableHeaders, sourceTag } from './object-headers.ts'
import { posterFrame } from './poster-frame.ts'
import { putOutputs, type RenditionSources } from './publish-image.ts'
import { fileRecordKey, type Rendition } from './rendition.ts'
import { putRecord, readRecord } from './rendition-record.ts'

/** A media file as it lies in the bucket. */
export type FileObject = {
  /** `<prefix>/<SHA-256 of the bytes>.<extension>` */
  readonly key: string
  readonly contentType: string
  readonly size: number
}

/** What is known of a file that passes through: what it says of itself, and of a film a picture. */
export type KnownFile = { readonly facts: MediaFacts; readonly poster: Rendition | null }

/** What publishing a file byte for byte came to; `bytes` counts only what was uploaded now. */
export type PublishedFile = KnownFile & {
  readonly kind: 'file'
  readonly file: FileObject
  readonly uploaded: number
  readonly reused: number
  readonly bytes: number
}

/** The record of a file; `encoder` made the poster. */
type FileRecord = KnownFile & FileObject & { readonly schema: 1; readonly encoder: string }

/**
 * Puts a media file that passes through (video, audio, PDF) under the key of its content, then what is made of it, and
 * last a record of both. Where the record is already there, nothing is read, probed or put.
 */
export const publishFile = async (
  sources: RenditionSources,
  source: ObjectSource,
  type: MediaType,
): Promise<PublishedFile> => {
  const { bucket, renderer, options } = sources
  const { contentType, prefix, extension } = type
  const file = { key: `${prefix}${source.sha256}${extension}`, contentType, size: source.size }
  const key = fileRecordKey(file.key, options)
  const known = await readRecord<FileRecord>(bucket, key)
  if (known !== null && (await isUsed(sources, known.record, type))) return published(known.record)
  const { outcome, media } = await putFile(bucket, file.key, source)
  const made = await knownFile(sources, media, type, sourceTag(source.sha256))
  const record = { schema: 1, encoder: await renderer.encoder(), ...file, ...made } as const
  const taken = published(await putRecord<FileRecord>(bucket, key, record, known))
  return outcome === 'stored' ? { ...taken, uploaded: 1, reused: 0, bytes: file.size } : taken
}

const published = ({ key, contentType, size, facts, poster }: FileRecord): PublishedFile => ({
  kind: 'file',
  file: { key, contentType, size },
  facts,
  poster,
  uploaded: 0,
  reused: 1,
  bytes: 0,
})

const isUsed = async (
  { renderer, renditions }: RenditionSources,
  { encoder, poster }: FileRecord,
  { prefix }: MediaType,
): Promise<boolean> => {
  if (renditions === 'kept') return true
  const isWhole = prefix !== 'videos/' || poster !== null
  return isWhole && encoder === (await renderer.encoder())
}

/**
 * Puts the file, unless it is there, and gives its beginning and end, of which no more is ever held. Where these show
 * that it is not fit to be published, its last bytes are kept back, and so nothing is put.
 */
const putFile = async (
  bucket: Bucket,
  key: string,
  source: ObjectSource,
): Promise<{ readonly outcome: PutOutcome; readonly media: MediaBytes }> => {
  let media: MediaBytes | null = null
  const watched: ObjectSource = {
    ...source,
    open: async function* () {
      const edges = openEdges(source.size)
      let held: Uint8Array | null = null
      for await (const chunk of source.open()) {
        edges.take(chunk)
        if (held !== null) yield held
        held = chunk
      }
      media = edges.media()
      const type = checkMedia(key, media)
      if (isFinding(type)) throw new MediaFailure(type)
      if (held !== null) yield held
    },
  }
  const headers = immutableHeaders(key, [sourceTag(source.sha256)])
  const outcome = await bucket.put(key, watched, headers, { kind: 'create' })
  reach('file-put')
  // What the bucket has it did not read.
  return { outcome, media: media ?? (await edgesOf((await bucket.head(key)) ?? source)) }
}

const edgesOf = async ({ size, open }: ObjectSource): Promise<MediaBytes> => {
  const edges = openEdges(size)
  for await (const chunk of open()) edges.take(chunk)
  return edges.media()
}

const knownFile = async (
  { bucket, renderer, options }: RenditionSources,
  media: MediaBytes,
  { name }: MediaType,
  cacheTag: string,
): Promise<KnownFile> => {
  const facts = await renderer.probe(media, name)
  const frame = await posterFrame(media, name)
  if (frame === null) return { facts, poster: null }
  const rendered = await renderer.renderImage(frame, 'png', options)
  if (isFinding(rendered)) return { facts, poster: null }
  await putOutputs(bucket, rendered, cacheTag)
  return { facts, poster: rendered.rendition }
}
