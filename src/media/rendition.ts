import type { Output } from '../contracts/lesson-document.ts'
import { sha256 } from '../identifier.ts'
import { canonicalJson } from '../json.ts'

/** A format that images are published in. */
export type RenditionFormat = Output['format']

/** What is to be made of every image; widths in pixels. */
export type RenditionOptions = {
  readonly widths: readonly number[]
  /** In the order in which a browser is offered them. */
  readonly formats: readonly RenditionFormat[]
  /** Width of the one small picture for lists. */
  readonly thumbnail: number
}

export const defaultRenditionOptions: RenditionOptions = {
  widths: [640, 1280],
  formats: ['avif', 'webp', 'jpeg'],
  thumbnail: 320,
}

/** One encoded picture and the object it is kept in. */
export type RenditionOutput = Output

/** Everything that was made from one image. Width and height are the image's own, upright. */
export type Rendition = {
  readonly schema: 1
  /** Who encoded it. */
  readonly encoder: string
  readonly width: number
  readonly height: number
  /** `#rrggbb`, the most frequent colour; null where the picture is seen through in places. */
  readonly color: string | null
  /** A tiny picture of it as a `data:` URL, to be shown enlarged until it is there; null as the colour is. */
  readonly placeholder: string | null
  /** By format as the options order them, then by ascending width. */
  readonly outputs: readonly RenditionOutput[]
  readonly thumbnail: RenditionOutput
}

/** A rendition with the bytes of its outputs, by key. */
export type RenderedImage = {
  readonly rendition: Rendition
  readonly bodies: ReadonlyMap<string, Uint8Array>
}

const extensions = { avif: 'avif', webp: 'webp', jpeg: 'jpg' } as const

/** Names one encoded picture after its bytes. */
export const renditionOutput = (
  format: RenditionFormat,
  { width, height }: { readonly width: number; readonly height: number },
  bytes: Uint8Array,
): RenditionOutput => {
  const hash = sha256(bytes)
  return {
    format,
    width,
    height,
    key: `images/${hash}-${width}.${extensions[format]}`,
    sha256: hash,
    size: bytes.byteLength,
    contentType: `image/${format}`,
  }
}

// Raised whenever our own settings of the encoders change, so that every picture is encoded anew.
const recipe = 3

/**
 * Where it is recorded what was made of an image with these options. The encoder's version is in the record and
 * not in the key: what one made is as good after the next came out, and to find it takes a single read. Whoever
 * wants all pictures from the new one asks for it, and the record is replaced.
 */
export const renditionKey = (inputSha256: string, options: RenditionOptions): string => {
  const { widths, formats, thumbnail } = options
  return `renditions/${sha256(canonicalJson([recipe, inputSha256, widths, formats, thumbnail]))}.json`
}

/** Where it is recorded what is known of a file that passes through, by its key, and of its poster with these options. */
export const fileRecordKey = (fileKey: string, options: RenditionOptions): string =>
  renditionKey(fileKey, options)

// Two pictures whose widths differ by less are as good as one; eleventy-img takes the same threshold.
const leastRatio = 1.25

/**
 * The widths an image is published at, ascending: never more than its own, which takes the place of
 * any that is, and of two that are nearly the same only the larger.
 */
export const renditionWidths = (own: number, widths: readonly number[]): readonly number[] => {
  const kept: number[] = []
  for (const width of widths.map((wanted) => Math.min(wanted, own)).sort((a, b) => b - a)) {
    const larger = kept[0]
    if (larger === undefined || larger / width >= leastRatio) kept.unshift(width)
  }
  return kept
}
