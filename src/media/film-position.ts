import { filmBoxes } from './film-boxes.ts'
import { heldBytes, type MediaBytes } from './media-bytes.ts'

// Boxes that hold boxes, down to those that say where a film was taken.
const containers = new Set([
  ...['moov', 'udta', 'meta', 'ilst', 'trak', 'mdia', 'minf', 'stbl', 'stsd'],
])

// A location as QuickTime and as 3GPP write it, and tracks in which action cameras and phones log their way.
const tellers = new Set(['\xa9xyz', 'loci', 'gpmd', 'camm'])

const appleKey = 'com.apple.quicktime.location.ISO6709'

/** Whether an MP4, M4A or QuickTime file tells where it was taken: in its user data, its keys, or a track of its own. */
export const filmTells = (media: MediaBytes): boolean => tellsWithin(media, 0, media.size, 0)

// Real films nest seven deep.
const deepest = 12

const tellsWithin = (media: MediaBytes, from: number, to: number, depth: number): boolean => {
  for (const { type, start, end } of filmBoxes(media, from, to)) {
    if (tellers.has(type)) return true
    if (type === 'keys' && heldBytes(media, start, end).includes(appleKey)) return true
    if (!containers.has(type) || depth === deepest) continue
    const content = contentOf(media, type, start)
    if (tellsWithin(media, content, Math.min(end, to), depth + 1)) return true
  }
  return false
}

// `stsd` counts its entries first. `meta` has version and flags first in MP4, and not in QuickTime.
const contentOf = (media: MediaBytes, type: string, start: number): number => {
  if (type === 'stsd') return start + 8
  if (type !== 'meta') return start
  return heldBytes(media, start + 4, start + 8).toString('latin1') === 'hdlr' ? start : start + 4
}

/**
 * Whether a WebM file has a tag of a location with a position in it (matroska.org, tag specifications): name,
 * language, and in element 0x4487 a text that begins as ISO 6709 has it.
 */
export const webmTells = ({ parts }: MediaBytes): boolean =>
  parts.some(({ bytes }) => {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = data.indexOf('LOCATION'); at !== -1; at = data.indexOf('LOCATION', at + 8)) {
      if (/\x44\x87.{1,8}?[+-]\d{2}/s.test(data.toString('latin1', at, at + 64))) return true
    }
    return false
  })

/** Whether the comments at the beginning of a sound file have a location with a position in it. */
export const soundTells = (media: MediaBytes): boolean =>
  /location[^=\0]{0,8}[=\0]{1,2}[+-]\d{2}/i.test(
    heldBytes(media, 0, commentBytes).toString('latin1'),
  )

// Comments stand before a cover picture, or behind it where it is small.
const commentBytes = 1024 * 1024
