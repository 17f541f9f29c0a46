import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileBucket } from '../bucket/file-bucket.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { readPointer } from '../lfs-pointer.ts'
import { isFinding } from '../media/media-finding.ts'
import { namedType } from '../media/media-type.ts'
import type { PublishedMedia } from '../publish/publish-media.ts'
import type { RequestPlan } from './plan-request.ts'
import { type MediaRun, putMedia } from './put-media.ts'

/** A media file, and what readers would load in its place. */
export type MeasuredMedia = {
  readonly path: string
  /** Of the file itself, in bytes. */
  readonly size: number
  /** In pixels, upright; null of what is no picture. */
  readonly dimensions: { readonly width: number; readonly height: number } | null
  /** What is made of a picture, sizes in bytes; empty where the file is published as it is. */
  readonly renditions: readonly {
    readonly format: string
    readonly width: number
    readonly size: number
  }[]
}

/** Measurements by path, and what is wrong with the files. */
export type Measured = {
  readonly media: readonly MeasuredMedia[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes of media what a publish would, to see how large it is and whether it may be published; keeps nothing. What is in
 * Git LFS and published as it is, as films are, is not fetched: its pointer tells its size.
 */
export const measureMedia = async (
  run: Omit<MediaRun, 'connections' | 'renditions' | 'share'>,
  files: RequestPlan['media'],
): Promise<Measured> => {
  const pointers: MeasuredMedia[] = []
  const fetched: (readonly [path: string, blob: string])[] = []
  for (const [path, blob] of files) {
    const size = await storedElsewhere(run, path, blob)
    if (size === null) fetched.push([path, blob])
    else pointers.push({ path, size, dimensions: null, renditions: [] })
  }
  const directory = await mkdtemp(join(tmpdir(), 'hma-measure-'))
  try {
    const connections = { bucket: openFileBucket(directory) }
    const { media, diagnostics } = await putMedia(
      { ...run, connections, renditions: 'kept' },
      fetched.map(([path, blob]) => ({ path, blob })),
    )
    const measured = [...[...media.values()].map(measuredOf), ...pointers]
    return { media: measured.toSorted((a, b) => (a.path < b.path ? -1 : 1)), diagnostics }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const mostPointerBytes = 1_024

/** The size of a file that a pointer stands for and that is published as it is; null of every other. */
const storedElsewhere = async (
  { objects }: Pick<MediaRun, 'objects'>,
  path: string,
  blob: string,
): Promise<number | null> => {
  const type = namedType(path)
  if (isFinding(type) || type.published === 'rendition') return null
  const read = await objects.read(blob, mostPointerBytes)
  if (read.kind !== 'blob') return null
  const pointer = readPointer(read.bytes)
  return pointer.kind === 'pointer' ? pointer.pointer.size : null
}

const measuredOf = ({ path, size, entry }: PublishedMedia): MeasuredMedia => {
  if (entry.kind === 'file') return { path, size, dimensions: null, renditions: [] }
  const { width, height, outputs } = entry.rendition
  const renditions = outputs.map((one) => ({
    format: one.format,
    width: one.width,
    size: one.size,
  }))
  return { path, size, dimensions: { width, height }, renditions }
}
