import type { Bucket, ObjectSource } from '../bucket/bucket.ts'
import { wholeBytes } from '../bucket/object-body.ts'
import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { isFinding } from './media-finding.ts'
import type { MediaType } from './media-type.ts'
import { immutableHeaders, sourceTag } from './object-headers.ts'
import type { Renderer } from './renderer.ts'
import {
  type RenderedImage,
  type Rendition,
  type RenditionOptions,
  renditionKey,
} from './rendition.ts'
import { putRecord, readRecord } from './rendition-record.ts'

/** What publishing an image came to. Objects and bytes count the outputs, not the record of them. */
export type PublishedImage = {
  readonly kind: 'image'
  readonly rendition: Rendition
  readonly uploaded: number
  readonly reused: number
  readonly bytes: number
}

/**
 * Whether what was made before is used whoever encoded it, or made again where another version of the encoder did.
 */
export type RenditionUse = 'kept' | 'renewed'

/** What publishing media needs besides the media. */
export type RenditionSources = {
  readonly bucket: Bucket
  readonly renderer: Renderer
  readonly options: RenditionOptions
  readonly renditions: RenditionUse
}

/**
 * Puts what is made from an image into the bucket, and last a record of it. Where the record is
 * already there, nothing is read, encoded or put. A finding where the image cannot be rendered.
 */
export const publishImage = async (
  { bucket, renderer, options, renditions }: RenditionSources,
  source: ObjectSource,
  type: MediaType,
): Promise<PublishedImage | Finding> => {
  const key = renditionKey(source.sha256, options)
  const known = await readRecord<Rendition>(bucket, key)
  if (known !== null) {
    const { encoder } = known.record
    if (renditions === 'kept' || encoder === (await renderer.encoder()))
      return published(known.record, 0, 0)
  }
  const rendered = await renderer.renderImage(await wholeBytes(source), type.name, options)
  if (isFinding(rendered)) return rendered
  const { uploaded, size } = await putOutputs(bucket, rendered, sourceTag(source.sha256))
  return published(await putRecord(bucket, key, rendered.rendition, known), uploaded, size)
}

const published = (rendition: Rendition, uploaded: number, bytes: number): PublishedImage => ({
  kind: 'image',
  rendition,
  uploaded,
  reused: keysOf(rendition).size - uploaded,
  bytes,
})

const keysOf = ({ outputs, thumbnail }: Rendition): ReadonlySet<string> =>
  new Set([...outputs, thumbnail].map(({ key }) => key))

/** Puts the pictures that were made, immutable, those that are not there. Counts are of what was put now, in bytes the size. */
export const putOutputs = async (
  bucket: Bucket,
  { rendition, bodies }: RenderedImage,
  cacheTag: string,
): Promise<{ readonly uploaded: number; readonly size: number }> => {
  const puts = [...keysOf(rendition)].map(async (key) => {
    const body = bodies.get(key)
    if (body === undefined) throw new ContentError('MEDIA', `Missing the bytes of \`${key}\``)
    const headers = immutableHeaders(key, [cacheTag])
    const outcome = await bucket.put(key, body, headers, { kind: 'create' })
    reach('rendition-put')
    return outcome === 'stored' ? body.byteLength : null
  })
  const stored = (await Promise.all(puts)).filter((size) => size !== null)
  return { uploaded: stored.length, size: stored.reduce((sum, size) => sum + size, 0) }
}
