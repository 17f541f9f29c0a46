import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import type { Finding } from '../diagnostic.ts'
import { writeDrawingFonts } from './drawing-fonts.ts'
import type { MediaBytes } from './media-bytes.ts'
import type { MediaFacts } from './media-facts.ts'
import { mediaFinding } from './media-finding.ts'
import type { MediaName } from './media-type.ts'
import type { RenderedImage, RenditionOptions } from './rendition.ts'
import { type RenditionChild, renditionChild } from './rendition-child.ts'
import type { ProbeRequest, RenderRequest } from './rendition-process.ts'

/** Makes renditions in processes of its own, each one image at a time. */
export type Renderer = {
  /** How many images are rendered at the same time; more than that wait for their turn. */
  readonly atOnce: number
  /** The version of the encoder, as renditions name it. */
  readonly encoder: () => Promise<string>
  /** A finding where the image is broken, too large, of another type, or ends or stalls the process. */
  readonly renderImage: (
    bytes: Uint8Array,
    name: MediaName,
    options: RenditionOptions,
  ) => Promise<RenderedImage | Finding>
  /** What a film, a sound or a document says of itself; nothing where reading it ends or stalls the process. */
  readonly probe: (media: MediaBytes, name: MediaName) => Promise<MediaFacts>
  /** Ends the processes. Images being rendered get a finding. */
  readonly close: () => Promise<void>
}

// A process that decodes 50 million pixels takes some 600 MB, so more of them ask for a machine that has many cores for
// other reasons, too.
const mostProcesses = 8

/** How a renderer works, where not as usual. */
export type RendererSettings = {
  readonly program?: URL
  readonly processes?: number
  /** For one image, in milliseconds. */
  readonly timeoutMs?: number
  /** For one process, in bytes. */
  readonly memoryBytes?: number
}

/**
 * A renderer with a process for each core; what all of them are told of fonts lies in `directory`. One starts when the first image waits for it, and is killed and replaced
 * whenever it dies or owes an answer for too long.
 */
export const openRenderer = (
  directory: string,
  {
    program = new URL(`./rendition-process${extname(import.meta.url)}`, import.meta.url),
    processes = Math.min(availableParallelism(), mostProcesses),
    timeoutMs = 120_000,
    memoryBytes = 1024 * 1024 * 1024,
  }: RendererSettings = {},
): Renderer => {
  let written: Promise<string> | null = null
  const fonts = (): Promise<string> => {
    written ??= writeDrawingFonts(directory)
    return written
  }
  const children = Array.from({ length: processes }, () =>
    renditionChild({ program, fonts, timeoutMs, memoryBytes }),
  )
  const [first] = children
  const idle = [...children].reverse()
  const waiting: ((child: RenditionChild) => void)[] = []

  const withChild = async <T>(use: (child: RenditionChild) => Promise<T>): Promise<T> => {
    const child = idle.pop() ?? (await new Promise<RenditionChild>((take) => waiting.push(take)))
    try {
      return await use(child)
    } finally {
      const next = waiting.shift()
      if (next === undefined) idle.push(child)
      else next(child)
    }
  }

  return {
    atOnce: processes,
    encoder: async () => (await first?.encoder()) ?? '',
    renderImage: (bytes, name, options) =>
      withChild(async (child) => {
        const request: RenderRequest = { kind: 'render', bytes, name, options }
        const answer = await child.ask<RenderedImage | Finding>(request)
        return typeof answer === 'string' ? undecodable(answer) : answer
      }),
    probe: (media, name) =>
      withChild(async (child) => {
        const request: ProbeRequest = { kind: 'probe', media, name }
        const answer = await child.ask<MediaFacts>(request)
        return typeof answer === 'string' ? {} : answer
      }),
    close: async () => {
      await Promise.all(children.map((child) => child.close()))
    },
  }
}

const undecodable = (reason: string): Finding =>
  mediaFinding(
    'MEDIA_BROKEN',
    `Cannot decode the image: ${reason}.`,
    'Open it in an image editor and export it again, smaller.',
  )
