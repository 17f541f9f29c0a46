import type { File, Image, LessonDocument } from '../contracts/lesson-document.ts'
import { sha256 } from '../identifier.ts'
import { canonicalJson, type JsonObject } from '../json.ts'
import type { ContentType, Lesson } from '../lesson/lesson.ts'
import type { Rendition } from '../media/rendition.ts'
import { lessonHtml, type MediaEntry, type UrlResolvers } from './lesson-html.ts'

/** A version of a lesson, in one language, and where its URLs lead. */
export type DocumentInput = UrlResolvers & {
  readonly lesson: Lesson
  /** The item's. */
  readonly id: string
  readonly type: ContentType
  readonly language: string
  /** For example `1.4.0`; null of a translation, whose versions have no numbers. */
  readonly version: string | null
  /** Null where the document is to be the same for every commit with this text. */
  readonly commit: string | null
  /** What of `lesson.metadata` readers get: without the keys whose change makes no new version. */
  readonly frontMatter: JsonObject
}

/** An object ready to be put: the key is the hash of the body. */
export type DocumentObject = { readonly key: string; readonly body: Uint8Array }

/**
 * The document that readers of a lesson get, as `schemas/lesson-document.schema.json` describes it.
 * It depends on nothing but its input: no clock, no place in a sequence, no slug.
 */
export const lessonDocument = (input: DocumentInput): DocumentObject => {
  const { lesson, id, type, language, version, commit, frontMatter } = input
  const { html, media } = lessonHtml(lesson.tree, input)
  const document: LessonDocument = {
    schema: 1,
    id,
    type,
    language,
    version,
    ...(commit === null ? {} : { commit }),
    title: lesson.fields.title,
    description: lesson.fields.description,
    frontMatter,
    outline: lesson.outline
      .filter((section) => section.depth > 0)
      .map(({ depth, title, anchor, words }) => ({ depth, title, anchor, words })),
    html,
    media: Object.fromEntries([...media].map(([url, entry]) => [url, mediumOf(entry)])),
  }
  const body = Buffer.from(canonicalJson(document))
  return { key: `lessons/${sha256(body)}.json`, body }
}

const mediumOf = (entry: MediaEntry): Image | File => {
  if (entry.kind === 'image') return imageOf(entry.rendition)
  const { file, facts, poster } = entry
  return {
    kind: 'file',
    ...file,
    ...facts,
    ...(poster === null ? {} : { poster: imageOf(poster) }),
  }
}

const imageOf = ({ schema: _, encoder: __, ...image }: Rendition): Image => ({
  kind: 'image',
  ...image,
})
