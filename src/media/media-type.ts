import { extname } from 'node:path/posix'
import type { Finding } from '../diagnostic.ts'
import { type LfsLimits, readPointer } from '../lfs-pointer.ts'
import { formatOf } from './magic-bytes.ts'
import { isFinding, mediaFinding } from './media-finding.ts'

/** A kind of file that a lesson may refer to, and how it is published. */
export type MediaType = {
  /** For an image also what the decoder calls its format. */
  readonly name: MediaName
  readonly contentType: string
  /** The first part of its key, with the slash; the CDN's behaviours go by it. */
  readonly prefix: `${keyof LfsLimits}/`
  /** With the dot. */
  readonly extension: string
  /** `rendition`: never published itself, only what is made from it. `original`: published byte for byte. */
  readonly published: 'rendition' | 'original'
}

export type MediaName =
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'gif'
  | 'svg'
  | 'mp3'
  | 'wav'
  | 'ogg'
  | 'm4a'
  | 'mp4'
  | 'mov'
  | 'webm'
  | 'pdf'

const image = (name: MediaName, contentType: string, extension: string): MediaType => ({
  name,
  contentType,
  prefix: 'images/',
  extension,
  published: 'rendition',
})

const original = (
  name: MediaName,
  contentType: string,
  prefix: MediaType['prefix'],
): MediaType => ({ name, contentType, prefix, extension: `.${name}`, published: 'original' })

/** Every kind of media that is accepted. */
export const mediaTypes = {
  png: image('png', 'image/png', '.png'),
  jpeg: image('jpeg', 'image/jpeg', '.jpg'),
  webp: image('webp', 'image/webp', '.webp'),
  gif: image('gif', 'image/gif', '.gif'),
  svg: image('svg', 'image/svg+xml', '.svg'),
  mp3: original('mp3', 'audio/mpeg', 'audio/'),
  wav: original('wav', 'audio/wav', 'audio/'),
  ogg: original('ogg', 'audio/ogg', 'audio/'),
  m4a: original('m4a', 'audio/mp4', 'audio/'),
  mp4: original('mp4', 'video/mp4', 'videos/'),
  mov: original('mov', 'video/quicktime', 'videos/'),
  webm: original('webm', 'video/webm', 'videos/'),
  pdf: original('pdf', 'application/pdf', 'documents/'),
} as const satisfies Readonly<Record<MediaName, MediaType>>

type Accepted = { readonly type: MediaType; readonly formats: readonly string[] }

// By extension: the type, and the formats its bytes may have. Sound files in `.m4a` often carry the brand of an MP4.
const extensions: ReadonlyMap<string, Accepted> = new Map([
  ['.png', { type: mediaTypes.png, formats: ['PNG'] }],
  ['.jpg', { type: mediaTypes.jpeg, formats: ['JPEG'] }],
  ['.jpeg', { type: mediaTypes.jpeg, formats: ['JPEG'] }],
  ['.webp', { type: mediaTypes.webp, formats: ['WebP'] }],
  ['.gif', { type: mediaTypes.gif, formats: ['GIF'] }],
  ['.svg', { type: mediaTypes.svg, formats: ['SVG'] }],
  ['.mp3', { type: mediaTypes.mp3, formats: ['MP3'] }],
  ['.wav', { type: mediaTypes.wav, formats: ['WAV'] }],
  ['.ogg', { type: mediaTypes.ogg, formats: ['Ogg'] }],
  ['.m4a', { type: mediaTypes.m4a, formats: ['M4A', 'MP4'] }],
  ['.mp4', { type: mediaTypes.mp4, formats: ['MP4'] }],
  ['.mov', { type: mediaTypes.mov, formats: ['QuickTime', 'MP4'] }],
  ['.webm', { type: mediaTypes.webm, formats: ['WebM'] }],
  ['.pdf', { type: mediaTypes.pdf, formats: ['PDF'] }],
])

const accepted = [...extensions.keys()].join(' ')

const expectedOf = (path: string): Accepted | Finding =>
  extensions.get(extname(path).toLowerCase()) ??
  mediaFinding(
    'MEDIA_TYPE',
    'Expected a media file, got one of another kind.',
    `Convert it to one of: ${accepted}`,
  )

/** Which limit a file of this type in Git LFS keeps to. */
export const limitOf = ({ prefix }: MediaType): keyof LfsLimits =>
  prefix.slice(0, -1) as keyof LfsLimits

/** The type that a media file has by its extension; a finding where none is accepted that has it. */
export const namedType = (path: string): MediaType | Finding => {
  const expected = expectedOf(path)
  return isFinding(expected) ? expected : expected.type
}

/** The type of a media file, on which its extension and its first bytes agree; else why it is not accepted. */
export const mediaType = (path: string, bytes: Uint8Array): MediaType | Finding => {
  const expected = expectedOf(path)
  if (isFinding(expected)) return expected
  if (bytes.byteLength === 0) {
    return mediaFinding(
      'MEDIA_BROKEN',
      'Expected data, got an empty file.',
      'Commit the file again.',
    )
  }
  const pointer = readPointer(bytes)
  if (pointer.kind !== 'none') {
    return mediaFinding(
      'LFS_POINTER',
      pointer.kind === 'faulty' ? pointer.fault : 'Expected data, got a Git LFS pointer.',
      'Run `git lfs install`, then `git add --renormalize` on the file itself, and commit.',
    )
  }
  const format = formatOf(bytes)
  if (expected.formats.includes(format)) return expected.type
  return mediaFinding(
    'MEDIA_TYPE',
    `Expected ${expected.formats[0]} data, got ${format} data.`,
    `Export the file as ${expected.formats[0]}; to rename it is not enough.`,
  )
}
