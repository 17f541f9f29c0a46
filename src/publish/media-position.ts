import type { Finding } from '../diagnostic.ts'
import { exifHasPosition } from './exif-position.ts'
import { mediaFinding } from './media-finding.ts'
import type { MediaName } from './media-type.ts'
import { pngChunks, pngText } from './png-text.ts'

/**
 * A finding where a media file tells the place it was taken at: EXIF, XMP or IPTC of a picture, or the
 * location of a film. What is published of a picture never tells it, but the repository keeps the original.
 */
export const mediaPosition = (name: MediaName, bytes: Uint8Array): Finding | null => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!tellsPosition[name](data)) return null
  return mediaFinding(
    'MEDIA_GPS',
    'Expected no position in the file, got the place it was taken at.',
    'Remove it, for example with `exiftool -all= -tagsfromfile @ -orientation FILE`, and amend the commit that added it.',
  )
}

const never = (): boolean => false

const someOf = <T>(parts: Iterable<T>, tells: (part: T) => boolean): boolean => {
  for (const part of parts) if (tells(part)) return true
  return false
}

const xmpTells = (text: string): boolean =>
  /exif:GPSL(?:at|ong)itude|photoshop:City|Iptc4xmpCore:Location/.test(text)

const xmpInside = (data: Buffer): boolean => xmpTells(data.toString('latin1'))

/** The segments of a JPEG before its pixels: marker and content (ITU-T T.81, annex B). */
function* jpegSegments(data: Buffer): Generator<readonly [number, Buffer]> {
  for (let at = 2; at + 4 <= data.length && data[at] === 0xff; ) {
    const marker = data.readUInt8(at + 1)
    if (marker === 0xda) return
    const length = data.readUInt16BE(at + 2)
    yield [marker, data.subarray(at + 4, at + 2 + length)]
    at += 2 + Math.max(2, length)
  }
}

// IPTC datasets 2:90 (city) and 2:92 (sublocation) begin with these bytes (IIM 4.2).
const iptcPlaces = [Buffer.from([0x1c, 2, 90]), Buffer.from([0x1c, 2, 92])]

const jpegTells = (data: Buffer): boolean =>
  someOf(jpegSegments(data), ([marker, content]) => {
    if (marker === 0xed) return iptcPlaces.some((place) => content.includes(place))
    if (marker !== 0xe1) return false
    return content.toString('latin1', 0, 6) === 'Exif\0\0'
      ? exifHasPosition(content.subarray(6))
      : xmpInside(content)
  })

const pngTells = (data: Buffer): boolean =>
  someOf(pngChunks(data), ([type, content]) =>
    type === 'eXIf' ? exifHasPosition(content) : xmpTells(pngText(type, content)),
  )

/** The chunks of a RIFF file such as WebP: type and content, padded to an even length. */
function* riffChunks(data: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 12; at + 8 <= data.length; ) {
    const length = data.readUInt32LE(at + 4)
    yield [data.toString('latin1', at, at + 4), data.subarray(at + 8, at + 8 + length)]
    at += 8 + length + (length % 2)
  }
}

const webpTells = (data: Buffer): boolean =>
  someOf(riffChunks(data), ([type, content]) => {
    if (type === 'XMP ') return xmpInside(content)
    if (type !== 'EXIF') return false
    // Some writers keep the six bytes that introduce EXIF in a JPEG.
    const start = content.toString('latin1', 0, 4) === 'Exif' ? 6 : 0
    return exifHasPosition(content.subarray(start))
  })

/** The top-level boxes of an ISO base media file: type and content. */
function* boxes(data: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 0; at + 16 <= data.length; ) {
    const short = data.readUInt32BE(at)
    const length = short === 1 ? Number(data.readBigUInt64BE(at + 8)) : short || data.length - at
    yield [data.toString('latin1', at + 4, at + 8), data.subarray(at + 8, at + length)]
    at += Math.max(8, length)
  }
}

const filmTells = (data: Buffer): boolean =>
  someOf(
    boxes(data),
    ([type, content]) =>
      type === 'moov' &&
      (content.includes(Buffer.from('\xa9xyz', 'latin1')) ||
        content.includes('com.apple.quicktime.location.ISO6709')),
  )

const tellsPosition = {
  png: pngTells,
  jpeg: jpegTells,
  webp: webpTells,
  gif: xmpInside,
  svg: xmpInside,
  mp3: never,
  wav: never,
  ogg: never,
  m4a: filmTells,
  mp4: filmTells,
  webm: never,
  pdf: never,
} as const satisfies Readonly<Record<MediaName, (data: Buffer) => boolean>>
