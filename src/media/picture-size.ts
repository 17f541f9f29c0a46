import type { MediaName } from './media-type.ts'
import { pngChunks } from './png-text.ts'

/** Width and height in pixels. */
export type PictureSize = { readonly width: number; readonly height: number }

/** What the header of a picture says of its size, before anything is decoded; null where it says nothing. */
export const pictureSize = (name: MediaName, data: Buffer): PictureSize | null => {
  const size = sizes[name as keyof typeof sizes]?.(data) ?? null
  return size === null || size.width === 0 || size.height === 0 ? null : size
}

const pngSize = (data: Buffer): PictureSize | null => {
  const [first] = pngChunks(data)
  if (first?.[0] !== 'IHDR' || first[1].length < 8) return null
  return { width: first[1].readUInt32BE(0), height: first[1].readUInt32BE(4) }
}

const gifSize = (data: Buffer): PictureSize | null =>
  data.length < 10 ? null : { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }

/** A frame header: markers C0 to CF but for tables and arithmetic coding (ITU-T T.81, table B.1). */
const jpegSize = (data: Buffer): PictureSize | null => {
  for (let at = 2; at + 9 <= data.length && data[at] === 0xff; ) {
    const marker = data.readUInt8(at + 1)
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: data.readUInt16BE(at + 7), height: data.readUInt16BE(at + 5) }
    }
    if (marker === 0xda) return null
    at += 2 + Math.max(2, data.readUInt16BE(at + 2))
  }
  return null
}

/** The canvas of an extended file, or the first frame (RFC 9649, section 2; RFC 6386, section 9.1). */
const webpSize = (data: Buffer): PictureSize | null => {
  if (data.length < 30) return null
  const kind = data.toString('latin1', 12, 16)
  if (kind === 'VP8X') {
    return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 }
  }
  if (kind === 'VP8L') {
    const bits = data.readUInt32LE(21)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  return kind === 'VP8 '
    ? { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff }
    : null
}

const sizes = { png: pngSize, gif: gifSize, jpeg: jpegSize, webp: webpSize } as const
