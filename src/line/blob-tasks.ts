import type { BlobReading } from '../database/blob-records.ts'
import { ContentError } from '../errors.ts'
import { blobJson } from '../ingest/blob-json.ts'
import { type DiffStats, diffStats } from '../ingest/diff-stats.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { readQuickly, readSlowly } from '../lesson/read-quickly.ts'
import { severalAtOnce } from '../several-at-once.ts'
import type { ObjectReader } from '../source/objects.ts'
import { isObjectId } from '../source/reference.ts'
import { fileRecord, lessonRecord, parseLimit, unreadRecord } from './parse-blob.ts'
import type { TextRendered, TextToRender } from './render-text.ts'

/** Two states of a file: blob ids, `before` null where there was none. */
export type BlobPair = { readonly before: string | null; readonly after: string }

/** Work on blobs that takes time and decides nothing: here, or in threads of its own. */
export type BlobTasks = {
  /** The records of blobs as JSON, in the order asked for; null for a blob that is not there and may be missing. */
  readonly parse: (
    wanted: readonly BlobReading[],
    absence: Absence,
  ) => Promise<readonly (string | null)[]>
  /** By how many lines the states differ, in the order asked for. */
  readonly compare: (pairs: readonly BlobPair[]) => Promise<readonly DiffStats[]>
  /** Documents and chunks of texts, in the order asked for. */
  readonly render: (texts: readonly TextToRender[]) => Promise<readonly TextRendered[]>
}

/** Whether a blob that the repository does not have is passed over, or an error. */
export type Absence = 'allowed' | 'error'

/** What a blob is read with: where from, and how the readings of the configuration understand bytes. */
export type BlobTaskSources = {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly shapes: ReadonlyMap<string, LessonShape>
}

// Enough to keep Git busy while one blob is parsed, without holding many texts.
const atOnce = 32

/** Does the work in this thread. */
export const blobTasks = (sources: BlobTaskSources): BlobTasks => {
  const { objects, shapes } = sources
  return {
    parse: (wanted, absence) =>
      severalAtOnce(wanted, atOnce, (one) => parseOne(sources, one, absence)),
    compare: (pairs) => severalAtOnce(pairs, atOnce, (pair) => comparePair(objects, pair)),
    render: async (texts) => {
      // Half of all code there is to load, and not needed where nothing is made live.
      const { renderText } = await import('./render-text.ts')
      return severalAtOnce(texts, atOnce, (text) => renderText(objects, shapes, text))
    },
  }
}

const parseOne = async (
  { objects, shapes }: BlobTaskSources,
  { reading, blob }: BlobReading,
  absence: Absence,
): Promise<string | null> => {
  if (absence === 'allowed' && !isObjectId(blob)) return null
  const read = await objects.read(blob, parseLimit(reading))
  if (read.kind === 'blob') {
    const { bytes } = read
    const shape = shapes.get(reading)
    if (shape === undefined) return blobJson(fileRecord(reading, blob, bytes))
    // A lesson is made into text before the next is read: together, their trees took 100 MB more.
    const lesson = readQuickly(bytes, shape) ?? (await readSlowly(bytes, shape))
    return blobJson(lessonRecord(reading, blob, bytes, lesson))
  }
  if (read.kind === 'too-large') return blobJson(tooLarge(reading, blob, read.size))
  if (absence === 'allowed') return null
  throw new ContentError(
    'GIT',
    `Cannot read the blob \`${blob}\`: the repository does not have it.`,
    { hint: 'A partial clone lacks blobs; fetch them, or clone without `--filter`.' },
  )
}

const tooLarge = (reading: string, blob: string, size: number) => ({
  ...unreadRecord(reading, blob, {
    line: 1,
    column: 1,
    severity: 'error',
    rule: reading.startsWith('media/') ? 'MEDIA_SIZE' : 'TEXT_SIZE',
    message: `Expected at most ${parseLimit(reading)} bytes, got ${size}.`,
    hint: 'Split the file, or keep it in Git LFS.',
  }),
  length: reading.startsWith('media/') ? size : 0,
})

const comparePair = async (
  objects: BlobTaskSources['objects'],
  { before, after }: BlobPair,
): Promise<DiffStats> => {
  const [old, now] = await Promise.all([textOf(objects, before), textOf(objects, after)])
  return diffStats(old, now)
}

const textOf = async (
  objects: BlobTaskSources['objects'],
  blob: string | null,
): Promise<string> => {
  const read = blob === null ? null : await objects.read(blob, parseLimit(''))
  return read?.kind === 'blob' ? new TextDecoder().decode(read.bytes) : ''
}
