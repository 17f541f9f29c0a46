import type { Finding } from '../diagnostic.ts'
import { drawingFault, drawingSize } from './drawing-fault.ts'
import { isCutOff } from './film-boxes.ts'
import { heldBytes, type MediaBytes } from './media-bytes.ts'
import { isFinding, mediaFinding } from './media-finding.ts'
import { mediaPosition } from './media-position.ts'
import { type MediaType, mediaType } from './media-type.ts'
import { pictureSize } from './picture-size.ts'

/** No picture is decoded that has more, whatever it is made of. */
export const mostPixels = 50_000_000

/**
 * The type of a media file, or what keeps it from being published, as far as its bytes tell without being decoded:
 * `validate` and `publish` both ask. Pure. Of a file that is held in part only, that part is looked at.
 */
export const checkMedia = (path: string, media: MediaBytes): MediaType | Finding => {
  const type = mediaType(path, heldBytes(media, 0, media.size))
  if (isFinding(type)) return type
  return mediaPosition(type.name, media) ?? shapeFault(type, media) ?? type
}

const shapeFault = ({ name, published }: MediaType, media: MediaBytes): Finding | null => {
  if (published === 'rendition') return pictureFault(name, heldBytes(media, 0, media.size))
  const isFilm = name === 'mp4' || name === 'mov' || name === 'm4a'
  return isFilm && isCutOff(media) ? cutOff : null
}

const pictureFault = (name: MediaType['name'], data: Buffer): Finding | null => {
  const size = name === 'svg' ? drawingSize(data) : pictureSize(name, data)
  if (size !== null && size.width * size.height > mostPixels) return tooLarge()
  return name === 'svg' ? drawingFault(data) : null
}

/** The finding about a picture that has too many pixels. */
export const tooLarge = (): Finding =>
  mediaFinding(
    'MEDIA_PIXELS',
    'Expected a picture of at most 50 million pixels and 16,383 pixels a side, got a larger one.',
    'Scale it down; 2,000 pixels of width are more than is ever shown. An animation counts with all its frames.',
  )

const cutOff = mediaFinding(
  'MEDIA_BROKEN',
  'Expected a whole recording, got one that is cut off or has no index.',
  'Copy it from the camera again, or export it again.',
)
