import type { Finding } from '../diagnostic.ts'
import { exifHasPosition } from './exif-position.ts'
import { filmTells, soundTells, webmTells } from './film-position.ts'
import { heldBytes, type MediaBytes } from './media-bytes.ts'
import { mediaFinding } from './media-finding.ts'
import type { MediaName } from './media-type.ts'
import { metadataTells } from './metadata-position.ts'
import { pngChunks, pngText } from './png-text.ts'

/**
 * A finding where a media file tells the place it was taken at: EXIF, XMP or IPTC of a picture, or the
 * location of a film. What is published of a picture never tells it, but the repository keeps the original.
 */
export const mediaPosition = (name: MediaName, media: MediaBytes): Finding | null => {
  const { tells, removal } = positions[name]
  if (!tells(media)) return null
  return mediaFinding(
    'MEDIA_GPS',
    'Expected no position in the file, got the place it was taken at.',
    `Remove it${removal}, and amend the commit that added it.`,
  )
}

const anywhere = ({ parts }: MediaBytes): boolean =>
  parts.some(({ bytes }) =>
    metadataTells(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  )

const whole = (media: MediaBytes): Buffer => heldBytes(media, 0, media.size)

const pngTells = (media: MediaBytes): boolean => {
  for (const [type, content] of pngChunks(whole(media))) {
    if (type === 'eXIf' ? exifHasPosition(content) : metadataTells(pngText(type, content)))
      return true
  }
  return anywhere(media)
}

/** The chunks of a RIFF file such as WebP: type and content, padded to an even length. */
function* riffChunks(data: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 12; at + 8 <= data.length; ) {
    const length = data.readUInt32LE(at + 4)
    yield [data.toString('latin1', at, at + 4), data.subarray(at + 8, at + 8 + length)]
    at += 8 + length + (length % 2)
  }
}

// Some writers keep the six bytes that introduce EXIF in a JPEG, by which it is found anywhere.
const webpTells = (media: MediaBytes): boolean => {
  for (const [type, content] of riffChunks(whole(media)))
    if (type === 'EXIF' && exifHasPosition(content)) return true
  return anywhere(media)
}

type Position = {
  readonly tells: (media: MediaBytes) => boolean
  /** How it is removed; tests try the commands on each format. */
  readonly removal: string
}

const picture = (tells: Position['tells']): Position => ({
  tells,
  removal: ', for example with `exiftool -all= -tagsfromfile @ -orientation -icc_profile FILE`',
})

// Only picture and sound are taken over, so tracks of data are left behind, too.
const film = (tells: Position['tells']): Position => ({
  tells: (media) => tells(media) || anywhere(media),
  removal:
    ', for example with `ffmpeg -i FILE -map 0:v? -map 0:a? -map_metadata -1 -c copy NEWFILE`',
})

const positions = {
  png: picture(pngTells),
  jpeg: picture(anywhere),
  webp: picture(webpTells),
  gif: picture(anywhere),
  svg: { tells: anywhere, removal: ' from its `<metadata>`' },
  mp3: film(soundTells),
  wav: film(soundTells),
  ogg: film(soundTells),
  m4a: film(filmTells),
  mp4: film(filmTells),
  mov: film(filmTells),
  webm: film(webmTells),
  pdf: { tells: anywhere, removal: ' from the pictures in it, export the document again' },
} as const satisfies Readonly<Record<MediaName, Position>>
