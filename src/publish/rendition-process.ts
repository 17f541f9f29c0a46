/**
 * The program of the child process that decodes and encodes images. It is the only place where bytes
 * that an author chose meet a native decoder: a crash or a runaway ends this process and nothing else.
 */

import { encodeImage, encoderVersion } from './encode-image.ts'
import type { MediaName } from './media-type.ts'
import type { RenditionOptions } from './rendition.ts'

/** What the parent sends: one image at a time. */
export type RenderRequest = {
  readonly bytes: Uint8Array
  readonly name: MediaName
  readonly options: RenditionOptions
}

/** What it is sent first, once. */
export type RendererReady = { readonly encoder: string }

process.on('message', async ({ bytes, name, options }: RenderRequest) => {
  process.send?.(await encodeImage(bytes, name, options))
})

const ready: RendererReady = { encoder: encoderVersion }
process.send?.(ready)
