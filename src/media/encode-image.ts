import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import type { Finding } from '../diagnostic.ts'
import { mostPixels, tooLarge } from './check-media.ts'
import { mediaFinding } from './media-finding.ts'
import type { MediaName } from './media-type.ts'
import {
  type RenderedImage,
  type Rendition,
  type RenditionFormat,
  type RenditionOptions,
  type RenditionOutput,
  renditionOutput,
  renditionWidths,
} from './rendition.ts'

// The file decides what decodes it, whatever it is called, so every decoder but these is blocked.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadSvgBuffer',
  ],
})
// One image is decoded once and never again: libvips' own cache would only hold memory.
sharp.cache(false)
// The AVIF encoder's bytes depend on how many threads it has, which by itself is the number of the machine's cores. The
// other cores are for other images.
sharp.concurrency(1)

/** The version of the encoder, which the bytes of its outputs depend on. */
export const encoderVersion = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`

// WebP cannot hold more a side, AVIF one pixel more.
const longestSide = 16_383
const decodeSeconds = 20

// No more than the first frame of an animation; `warning` refuses truncated and corrupt files. Cyan, magenta, yellow,
// key and transparency are the most channels that a picture for a screen has.
const decoding: SharpOptions = {
  limitInputPixels: mostPixels,
  limitInputChannels: 5,
  failOn: 'warning',
  pages: 1,
}

const encoders = {
  // Effort 2 takes a sixth of the time of sharp's default 4 for files a third larger.
  avif: (image) => image.avif({ quality: 50, effort: 2 }),
  webp: (image) => image.webp({ quality: 75 }),
  jpeg: (image) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 80 }),
} as const satisfies Readonly<Record<RenditionFormat, (image: Sharp) => Sharp>>

/**
 * Encodes an image at the planned widths and formats, upright and without any metadata; a finding
 * where it is broken, too large, or not what its name says. To be run where it can be killed.
 */
export const encodeImage = async (
  bytes: Uint8Array,
  name: MediaName,
  options: RenditionOptions,
): Promise<RenderedImage | Finding> => {
  try {
    const metadata = await sharp(bytes, decoding).metadata()
    if (metadata.format !== name) return wrongFormat(name, metadata.format)
    const vector = name === 'svg'
    const size = metadata.autoOrient
    const full = vector ? Math.max(size.width, ...options.widths) : size.width
    const widths = renditionWidths(full, options.widths)
    const widest = widths.at(-1) ?? 0
    if ((widest * size.height) / size.width > longestSide) return tooLarge()
    if (size.width * size.height * (metadata.pages ?? 1) > mostPixels) return tooLarge()
    return await encode(bytes, metadata, { ...options, widths })
  } catch (error) {
    return decodingFault(error)
  }
}

const encode = async (
  bytes: Uint8Array,
  metadata: Metadata,
  options: RenditionOptions,
): Promise<RenderedImage> => {
  const bodies = new Map<string, Uint8Array>()
  const output = async (image: Sharp, format: RenditionFormat): Promise<RenditionOutput> => {
    const { data, info } = await encoders[format](image).toBuffer({ resolveWithObject: true })
    const made = renditionOutput(format, info, data)
    bodies.set(made.key, data)
    return made
  }
  const outputs: RenditionOutput[] = []
  const draw = drawer(bytes, metadata)
  // One after another: three encoders at once take 60 MB more, and leave the other cores no more to do.
  for (const width of options.widths.toReversed()) {
    const pixels = await draw(width)
    for (const format of options.formats) outputs.push(await output(pixels.clone(), format))
  }
  const { width, height } = metadata.autoOrient
  const small = await draw(Math.min(options.thumbnail, options.widths.at(-1) ?? width))
  const thumbnail = await output(small.clone(), 'webp')
  const byFormat = options.formats.flatMap((format) =>
    outputs.filter((made) => made.format === format).toReversed(),
  )
  return {
    rendition: {
      schema: 1,
      encoder: encoderVersion,
      width,
      height,
      ...(await preview(small)),
      outputs: byFormat,
      thumbnail,
    },
    bodies,
  }
}

// Enough to tell sky from ground; a WebP of it has about a hundred bytes.
const placeholderWidth = 16

/** What stands in a picture's place until it is there. Nothing does behind one that is seen through. */
const preview = async (small: Sharp): Promise<Pick<Rendition, 'color' | 'placeholder'>> => {
  const { isOpaque, dominant } = await small.stats()
  if (!isOpaque) return { color: null, placeholder: null }
  const tiny = await small
    .clone()
    .removeAlpha()
    .resize({ width: placeholderWidth })
    .webp({ quality: 40, effort: 6 })
    .toBuffer()
  const hex = [dominant.r, dominant.g, dominant.b].map((value) =>
    value.toString(16).padStart(2, '0'),
  )
  return {
    color: `#${hex.join('')}`,
    placeholder: `data:image/webp;base64,${tiny.toString('base64')}`,
  }
}

/**
 * Gives the image at a width as plain sRGB pixels. It is decoded once, at the first width asked for, which must be the
 * widest; an SVG is drawn at each, where 72 dots an inch is its own size.
 */
const drawer = (bytes: Uint8Array, metadata: Metadata): ((width: number) => Promise<Sharp>) => {
  const { format, autoOrient } = metadata
  let widest: Sharp | null = null
  return async (width) => {
    if (widest !== null && format !== 'svg') return pixelsOf(widest.clone().resize({ width }))
    const density = Math.max(1, (72 * width) / autoOrient.width)
    const source = format === 'svg' ? { ...decoding, density } : decoding
    const decoded = sharp(bytes, source).autoOrient().resize({ width }).toColourspace('srgb')
    widest = await pixelsOf(decoded.timeout({ seconds: decodeSeconds }))
    return widest
  }
}

const pixelsOf = async (image: Sharp): Promise<Sharp> => {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
}

const decodingFault = (error: unknown): Finding => {
  const text = error instanceof Error ? error.message : String(error)
  if (text.includes('exceeds pixel limit')) return tooLarge()
  if (text.includes('unsupported image format')) return wrongFormat('image', 'other')
  return mediaFinding(
    'MEDIA_BROKEN',
    `Cannot decode the image: ${text.split('\n')[0]?.slice(0, 200)}.`,
    'Open it in an image editor and export it again.',
  )
}

const wrongFormat = (expected: string, got: string): Finding =>
  mediaFinding(
    'MEDIA_TYPE',
    `Expected ${expected} data, got ${got} data.`,
    'Export the image as PNG, JPEG, WebP, GIF or SVG.',
  )
