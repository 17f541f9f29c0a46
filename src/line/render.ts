import type { Config } from '../config.ts'
import type { LiveChunk } from '../database/live-chunks.ts'
import { chunkerVersion, chunkLesson } from '../embed/chunk.ts'
import { ContentError } from '../errors.ts'
import { entryKey } from '../item.ts'
import { withoutBookkeeping } from '../lesson/digest.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import type { LinkTarget } from '../link-target.ts'
import { reach } from '../point.ts'
import type { Bucket } from '../publish/bucket.ts'
import { immutable } from '../publish/cache-control.ts'
import { lessonDocument } from '../publish/document.ts'
import type { MediaEntry } from '../publish/lesson-html.ts'
import { mediaKey, type PublishedMedia } from '../publish/publish-media.ts'
import { searchFields } from '../search/search-vector.ts'
import type { ObjectReader } from '../source/objects.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { shapesOf } from './parse-blob.ts'
import type { LiveText, PlannedText } from './plan.ts'

/** What rendering a text needs. */
export type RenderSources = {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly bucket: Bucket
  readonly config: Config
  readonly media: ReadonlyMap<string, PublishedMedia>
  readonly target: (from: string, url: string) => LinkTarget | null
  readonly title: (text: PlannedText) => string
}

/** A text whose document is in the bucket, with its chunks for search. */
export type RenderedText = { readonly live: LiveText; readonly chunks: readonly LiveChunk[] }

// Documents that are put at the same time; each put of the file bucket waits for the disk.
const concurrency = 8

/** Makes the documents of texts and puts them, under keys of their content, before anything points at them. */
export const renderTexts = async (
  sources: RenderSources,
  texts: readonly PlannedText[],
  onText: (done: number, total: number) => void,
): Promise<ReadonlyMap<string, RenderedText>> => {
  const shapes = new Map(sources.config.collections.flatMap(shapesOf))
  const rendered = new Map<string, RenderedText>()
  for (let start = 0; start < texts.length; start += concurrency) {
    const batch = texts.slice(start, start + concurrency)
    const done = await Promise.all(batch.map((text) => renderText(sources, shapes, text)))
    for (const one of done) rendered.set(entryKey(one.live.itemId, one.live.language), one)
    onText(rendered.size, texts.length)
  }
  return rendered
}

const renderText = async (
  sources: RenderSources,
  shapes: ReadonlyMap<string, LessonShape>,
  text: PlannedText,
): Promise<RenderedText> => {
  const { item, language, version } = text
  const shape = shapes.get(text.reading)
  const read = await sources.objects.read(version.blob, 1024 * 1024)
  const lesson =
    shape !== undefined && read.kind === 'blob' ? readLesson(read.bytes, shape).lesson : null
  if (lesson === null || shape === undefined) {
    throw new ContentError(
      'GIT',
      `Cannot read \`${version.path}\` at \`${version.commit}\` again.`,
      {
        hint: 'The repository lacks a blob that it had when the version was recorded.',
      },
    )
  }
  const document = lessonDocument({
    lesson,
    id: item.id,
    type: item.type,
    language,
    version: version.number === '' ? null : version.number,
    commit: version.commit,
    frontMatter: withoutBookkeeping(lesson.metadata, shape.fields),
    resolveLink: (url) => {
      const found = sources.target(version.path, url)
      return found === null ? null : `hma:${found.item.id}${found.anchor && `#${found.anchor}`}`
    },
    resolveMedia: (url) => mediaEntry(sources, text, url),
  })
  const headers = { contentType: 'application/json', cacheControl: immutable }
  await sources.bucket.put(document.key, document.body, headers, { kind: 'create' })
  reach('document-put')
  const title = sources.title(text)
  const chunks = chunkLesson({ title, lesson, language }).map((chunk) => ({
    ...chunk,
    itemId: item.id,
    language,
    chunker: chunkerVersion,
    search: searchFields({ title, ...chunk }, language),
  }))
  return {
    live: {
      itemId: item.id,
      language,
      versionId: version.id,
      documentKey: document.key,
      fingerprint: text.fingerprint,
    },
    chunks,
  }
}

const mediaEntry = (sources: RenderSources, text: PlannedText, url: string): MediaEntry | null => {
  const path = resolvePath(text.version.path, url)?.path
  const blob = path === undefined ? undefined : text.version.media[path]
  if (path === undefined || blob === undefined) return null
  return sources.media.get(mediaKey(path, blob))?.entry ?? null
}
