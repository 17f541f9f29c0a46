import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { canonicalJson } from '../json.ts'
import { reach } from '../point.ts'
import type { Bucket, ObjectSource } from './bucket.ts'
import { immutable } from './cache-control.ts'
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
 * Puts what is made from an image into the bucket, and last a record of it. Where the record is
 * already there, nothing is read, encoded or put. A finding where the image cannot be rendered.
 */
export const publishImage = async (
  { bucket, renderer }: { readonly bucket: Bucket; readonly renderer: Renderer },
  source: ObjectSource,
  type: MediaType,
  options: RenditionOptions,
): Promise<PublishedImage | Finding> => {
  const key = renditionKey(source.sha256, options, await renderer.encoder())
  const known = await storedRendition(bucket, key)
  if (known !== null) {
    return {
      kind: 'image',
      rendition: known,
      uploaded: 0,
      reused: known.outputs.length + 1,
      bytes: 0,
    }
  }
  const rendered = await renderer.renderImage(await wholeBytes(source), type.name, options)
  if (isFinding(rendered)) return rendered
  const { rendition, bodies } = rendered
  const types = new Map(
    [...rendition.outputs, rendition.thumbnail].map((output) => [output.key, output.contentType]),
  )
  let uploaded = 0
  let size = 0
  for (const [outputKey, contentType] of types) {
    const body = bodies.get(outputKey)
    if (body === undefined) throw new ContentError('MEDIA', `Missing the bytes of \`${outputKey}\``)
    const headers = { contentType, cacheControl: immutable }
    const outcome = await bucket.put(outputKey, body, headers, { kind: 'create' })
    reach('rendition-put')
    if (outcome !== 'stored') continue
    uploaded += 1
    size += body.byteLength
  }
  const record = Buffer.from(canonicalJson(rendition))
  const headers = { contentType: 'application/json', cacheControl: immutable }
  await bucket.put(key, record, headers, { kind: 'create' })
  reach('rendition-recorded')
  return { kind: 'image', rendition, uploaded, reused: types.size - uploaded, bytes: size }
}

const storedRendition = async (bucket: Bucket, key: string): Promise<Rendition | null> => {
  const found = await bucket.read(key)
  if (found === null) return null
  const rendition = JSON.parse(Buffer.from(found.body).toString()) as Rendition
  if (rendition.schema === 1) return rendition
  throw new ContentError('BUCKET', `Expected \`${key}\` to have schema 1, got ${rendition.schema}`)
}
