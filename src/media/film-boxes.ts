import { heldBytes, type MediaBytes } from './media-bytes.ts'

/** A box of an ISO base media file or QuickTime film (ISO/IEC 14496-12, section 4.2): where its content begins and ends. */
export type FilmBox = { readonly type: string; readonly start: number; readonly end: number }

/** The boxes between two places, as far as their heads are held. The last may end beyond the file, which is then cut off. */
export function* filmBoxes(
  media: MediaBytes,
  from: number,
  to: number,
): Generator<FilmBox, void, undefined> {
  for (let at = from; at + 8 <= to; ) {
    const head = heldBytes(media, at, at + 16)
    if (head.length < 8) return
    const short = head.readUInt32BE(0)
    const isLong = short === 1 && head.length === 16
    const length = isLong ? Number(head.readBigUInt64BE(8)) : short || to - at
    const type = head.toString('latin1', 4, 8)
    yield { type, start: at + (isLong ? 16 : 8), end: at + length }
    // A box is no shorter than its own head; anything else is none.
    if (length < (isLong ? 16 : 8)) return
    at += length
  }
}

/** Whether the file ends before its boxes do, or none of them is the index without which nothing plays. */
export const isCutOff = (media: MediaBytes): boolean => {
  let hasIndex = false
  let end = 0
  for (const box of filmBoxes(media, 0, media.size)) {
    hasIndex ||= box.type === 'moov'
    end = box.end
  }
  // Between the parts that are held nothing is known.
  const isWalked = end >= media.size || heldBytes(media, end, end + 8).length === 8
  return end > media.size || (isWalked && !hasIndex)
}
