import { type Chunk, chunkerVersion, chunkLesson } from '../embed/chunk.ts'
import { ContentError } from '../errors.ts'
import { withoutBookkeeping } from '../lesson/digest.ts'
import type { ContentType, LessonShape } from '../lesson/lesson.ts'
import { readQuickly, readSlowly } from '../lesson/read-quickly.ts'
import { lessonDocument } from '../publish/document.ts'
import type { MediaEntry } from '../publish/lesson-html.ts'
import { type SearchFields, searchFields } from '../search/search-vector.ts'
import type { ObjectReader } from '../source/objects.ts'
import { parseLimit } from './parse-blob.ts'

/** A version of a text and all that its document depends on, as plain data. */
export type TextToRender = {
  readonly blob: string
  readonly reading: string
  /** The item's. */
  readonly id: string
  readonly type: ContentType
  readonly language: string
  readonly version: string | null
  readonly commit: string
  /** As readers see it. */
  readonly title: string
  /** Where URLs lead, by URL as written: `hma:<id>#<anchor>`, or what was made of media. */
  readonly links: ReadonlyMap<string, string>
  readonly media: ReadonlyMap<string, MediaEntry>
}

/** A document ready to be put, and the chunks that search looks through. */
export type TextRendered = {
  readonly key: string
  readonly body: Uint8Array
  readonly chunker: string
  readonly chunks: readonly (Chunk & { readonly search: SearchFields })[]
}

/**
 * Makes the document and the chunks of a text from its blob.
 * @throws ContentError `GIT` where the blob cannot be read any more
 */
export const renderText = async (
  objects: Pick<ObjectReader, 'read'>,
  shapes: ReadonlyMap<string, LessonShape>,
  text: TextToRender,
): Promise<TextRendered> => {
  const { blob, reading, id, type, language, version, commit, title, links, media } = text
  const shape = shapes.get(reading)
  const read = await objects.read(blob, parseLimit(reading))
  const lesson =
    shape !== undefined && read.kind === 'blob'
      ? (readQuickly(read.bytes, shape) ?? (await readSlowly(read.bytes, shape))).lesson
      : null
  if (lesson === null || shape === undefined) {
    throw new ContentError('GIT', `Cannot read the blob \`${blob}\` of \`${commit}\` again.`, {
      hint: 'The repository lacks a blob that it had when the version was recorded.',
    })
  }
  const { key, body } = lessonDocument({
    lesson,
    id,
    type,
    language,
    version,
    commit,
    frontMatter: withoutBookkeeping(lesson.metadata, shape.fields),
    resolveLink: (url) => links.get(url) ?? null,
    resolveMedia: (url) => media.get(url) ?? null,
  })
  const chunks = chunkLesson({ title, lesson, language }).map((chunk) => ({
    ...chunk,
    search: searchFields({ title, ...chunk }, language),
  }))
  return { key, body, chunker: chunkerVersion, chunks }
}
