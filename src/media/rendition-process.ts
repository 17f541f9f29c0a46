/**
 * The program of the child processes that decode and encode images, and probe what else there is of media. It is the only
 * place where bytes that an author chose meet a native decoder: a crash or a runaway ends this process and nothing else.
 */

import { encodeImage, encoderVersion } from './encode-image.ts'
import type { MediaBytes } from './media-bytes.ts'
import type { MediaName } from './media-type.ts'
import type { RenditionOptions } from './rendition.ts'

/** What the parent sends to have an image encoded: one at a time. */
export type RenderRequest = {
  readonly kind: 'render'
  readonly bytes: Uint8Array
  readonly name: MediaName
  readonly options: RenditionOptions
}

/** What the parent sends to have a film, a sound or a document looked at. */
export type ProbeRequest = {
  readonly kind: 'probe'
  readonly media: MediaBytes
  readonly name: MediaName
}

/** What it is sent first, once. */
export type RendererReady = { readonly encoder: string }

const answer = async (request: RenderRequest | ProbeRequest): Promise<object> => {
  if (request.kind === 'render') return encodeImage(request.bytes, request.name, request.options)
  // Loaded only where there is something to probe.
  const { probeMedia } = await import('./probe-media.ts')
  return probeMedia(request.media, request.name)
}

process.on('message', async (request: RenderRequest | ProbeRequest) => {
  process.send?.(await answer(request))
})

const ready: RendererReady = { encoder: encoderVersion }
process.send?.(ready)
