import type { ObjectSource } from '../bucket/bucket.ts'
import { sourceOf } from '../bucket/object-body.ts'
import { type Diagnostic, diagnosticsAt, type Finding } from '../diagnostic.ts'
import { readPointer } from '../lfs-pointer.ts'
import { checkMedia } from '../media/check-media.ts'
import { type LfsSources, lfsFault, lfsSource } from '../media/lfs-source.ts'
import { wholeMedia } from '../media/media-bytes.ts'
import { isFinding } from '../media/media-finding.ts'
import { type MediaType, namedType } from '../media/media-type.ts'
import { type PublishedFile, publishFile } from '../media/publish-file.ts'
import { type PublishedImage, publishImage, type RenditionSources } from '../media/publish-image.ts'
import { severalAtOnce } from '../several-at-once.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { MediaEntry } from './lesson-html.ts'
import type { ReleaseEntry } from './live.ts'

/** Where media comes from and goes to. */
export type MediaSources = RenditionSources & {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly lfs: LfsSources
}

/** A media file in the bucket, and what is known of the file it was made from. */
export type PublishedMedia = {
  readonly path: string
  readonly blob: string
  readonly entry: MediaEntry
  readonly contentType: string
  readonly size: number
  readonly sha256: string
}

/** The media of a release that had to be looked at, by `mediaKey`, and what it came to. */
export type MediaOutcome = {
  readonly media: ReadonlyMap<string, PublishedMedia>
  readonly uploaded: number
  readonly reused: number
  readonly bytes: number
  readonly diagnostics: readonly Diagnostic[]
}

// Larger files belong in Git LFS; a plain blob is read into memory.
const largestBlob = 64 * 1024 * 1024

/** Key of a media file: the same bytes under two endings are two. */
export const mediaKey = (path: string, blob: string): string => `${blob} ${path}`

// Beside those being encoded: one being read and one being put.
const underWay = 2

/** A media file as a version refers to it. */
export type MediaReference = { readonly path: string; readonly blob: string }

/** The media that texts refer to, each file once. */
export const mediaOfTexts = (
  texts: readonly { readonly version: Pick<ReleaseEntry['version'], 'media'> }[],
): readonly MediaReference[] => {
  const files = texts.flatMap(({ version }) =>
    Object.entries(version.media).map(([path, blob]) => ({ path, blob })),
  )
  return [...new Map(files.map((file) => [mediaKey(file.path, file.blob), file])).values()]
}

/** Publishes media files, some at a time; bad ones become diagnostics. */
export const publishMedia = async (
  sources: MediaSources,
  files: readonly MediaReference[],
  onFile: (done: number, total: number) => void,
): Promise<MediaOutcome> => {
  const outcomes = new Map<string, OneOutcome>()
  const atOnce = sources.renderer.atOnce + underWay
  await severalAtOnce(files, atOnce, async ({ path, blob }) => {
    outcomes.set(mediaKey(path, blob), await publishOne(sources, path, blob))
    onFile(outcomes.size, files.length)
  })
  return summed(outcomes)
}

/** In the order of keys, whichever was done first. */
const summed = (outcomes: ReadonlyMap<string, OneOutcome>): MediaOutcome => {
  const media = new Map<string, PublishedMedia>()
  const diagnostics: Diagnostic[] = []
  const counts = { uploaded: 0, reused: 0, bytes: 0 }
  for (const [key, outcome] of [...outcomes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if ('diagnostics' in outcome) diagnostics.push(...outcome.diagnostics)
    else {
      media.set(key, outcome.published)
      counts.uploaded += outcome.uploaded
      counts.reused += outcome.reused
      counts.bytes += outcome.bytes
    }
  }
  return { media, diagnostics, ...counts }
}

type OneOutcome =
  | { readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly published: PublishedMedia
      readonly uploaded: number
      readonly reused: number
      readonly bytes: number
    }

const publishOne = async (
  sources: MediaSources,
  path: string,
  blob: string,
): Promise<OneOutcome> => {
  const read = await sources.objects.read(blob, largestBlob)
  if (read.kind !== 'blob') return { diagnostics: diagnosticsAt(path, [unreadable(read)]) }
  const file = fileOf(sources, path, read.bytes)
  if (isFinding(file)) return { diagnostics: diagnosticsAt(path, [file]) }
  const done = await publishAs(sources, file)
  if (isFinding(done)) return { diagnostics: diagnosticsAt(path, [done]) }
  const { uploaded, reused, bytes, ...entry } = done
  const { size, sha256 } = file.source
  const known = { path, blob, contentType: file.type.contentType, size, sha256 }
  return { published: { ...known, entry }, uploaded, reused, bytes }
}

type MediaFile = { readonly type: MediaType; readonly source: ObjectSource }

/** The file that a blob is, or is the pointer to. */
const fileOf = ({ lfs }: MediaSources, path: string, bytes: Uint8Array): MediaFile | Finding => {
  const read = readPointer(bytes)
  const type = read.kind === 'pointer' ? namedType(path) : checkMedia(path, wholeMedia(bytes))
  if (isFinding(type)) return type
  const source =
    read.kind === 'pointer' ? lfsSource(lfs, path, type, read.pointer) : sourceOf(bytes)
  return isFinding(source) ? source : { type, source }
}

const publishAs = async (
  sources: MediaSources,
  { type, source }: MediaFile,
): Promise<PublishedImage | PublishedFile | Finding> => {
  try {
    return type.published === 'rendition'
      ? await publishImage(sources, source, type)
      : await publishFile(sources, source, type)
  } catch (error) {
    const fault = lfsFault(error)
    if (fault === null) throw error
    return fault
  }
}

const unreadable = (
  read: { readonly kind: 'missing' } | { readonly kind: 'too-large'; readonly size: number },
) => ({
  line: 1,
  column: 1,
  severity: 'error' as const,
  rule: 'MEDIA_SIZE',
  message:
    read.kind === 'missing'
      ? 'Cannot read the file: the repository does not have its blob.'
      : `Expected at most ${largestBlob} bytes, got ${read.size}.`,
  hint: 'Keep large media in Git LFS.',
})
