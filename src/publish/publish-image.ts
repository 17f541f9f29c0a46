import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { canonicalJson } from '../json.ts'
import { reach } from '../point.ts'
import type { Bucket, ObjectSource } from './bucket.ts'
import { immutable, never } from './cache-control.ts'
import { isFinding } from './media-finding.ts'
import type { MediaType } from './media-type.ts'
import { wholeBytes } from './object-body.ts'
import type { Renderer } from './renderer.ts'
import { type Rendition, type RenditionOptions, renditionKey } from './rendition.ts'

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
export type ImageSources = {
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
  { bucket, renderer, options, renditions }: ImageSources,
  source: ObjectSource,
  type: MediaType,
): Promise<PublishedImage | Finding> => {
  const key = renditionKey(source.sha256, options)
  const known = await storedRendition(bucket, key)
  if (known !== null) {
    const { rendition } = known
    const isUsed = renditions === 'kept' || rendition.encoder === (await renderer.encoder())
    if (isUsed) return published(rendition, 0, 0)
  }
  const rendered = await renderer.renderImage(await wholeBytes(source), type.name, options)
  if (isFinding(rendered)) return rendered
  const { rendition, bodies } = rendered
  const { uploaded, size } = await putOutputs(bucket, rendition, bodies)
  const record = Buffer.from(canonicalJson(rendition))
  const headers = { contentType: 'application/json', cacheControl: never }
  const condition =
    known === null ? ({ kind: 'create' } as const) : ({ kind: 'match', etag: known.etag } as const)
  const outcome = await bucket.put(key, record, headers, condition)
  reach('rendition-recorded')
  // Another run may have come first. What it recorded is what every run after it takes.
  const recorded = outcome === 'stored' ? null : await storedRendition(bucket, key)
  return published(recorded?.rendition ?? rendition, uploaded, size)
}

const published = (rendition: Rendition, uploaded: number, bytes: number): PublishedImage => ({
  kind: 'image',
  rendition,
  uploaded,
  reused: outputsOf(rendition).size - uploaded,
  bytes,
})

const outputsOf = ({ outputs, thumbnail }: Rendition): ReadonlyMap<string, string> =>
  new Map([...outputs, thumbnail].map(({ key, contentType }) => [key, contentType]))

const putOutputs = async (
  bucket: Bucket,
  rendition: Rendition,
  bodies: ReadonlyMap<string, Uint8Array>,
): Promise<{ readonly uploaded: number; readonly size: number }> => {
  const puts = [...outputsOf(rendition)].map(async ([key, contentType]) => {
    const body = bodies.get(key)
    if (body === undefined) throw new ContentError('MEDIA', `Missing the bytes of \`${key}\``)
    const headers = { contentType, cacheControl: immutable }
    const outcome = await bucket.put(key, body, headers, { kind: 'create' })
    reach('rendition-put')
    return outcome === 'stored' ? body.byteLength : null
  })
  const stored = (await Promise.all(puts)).filter((size) => size !== null)
  return { uploaded: stored.length, size: stored.reduce((sum, size) => sum + size, 0) }
}

const storedRendition = async (
  bucket: Bucket,
  key: string,
): Promise<{ readonly rendition: Rendition; readonly etag: string } | null> => {
  const found = await bucket.read(key)
  if (found === null) return null
  const rendition = JSON.parse(Buffer.from(found.body).toString()) as Rendition
  if (rendition.schema === 1) return { rendition, etag: found.object.etag }
  throw new ContentError('BUCKET', `Expected \`${key}\` to have schema 1, got ${rendition.schema}`)
}
