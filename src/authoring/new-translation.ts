import type { Collection } from '../config.ts'
import { decodeText } from '../lesson/decode-text.ts'
import type { FieldName } from '../lesson/lesson.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { yamlText } from '../lesson/yaml-text.ts'
import { collectionShape } from './collection-shape.ts'
import { frontMatterEnd } from './format-lesson.ts'
import { formatYaml } from './format-yaml.ts'
import { draftKey } from './new-keys.ts'
import { schemaKeys, takesKey } from './schema-keys.ts'
import { yamlEntries } from './yaml-entries.ts'

/** What a new translation is made of. */
export type TranslationToMake = {
  readonly collection: Collection
  readonly source: { readonly bytes: Uint8Array; readonly blob: string }
  /** What front matter calls the translator; null where that is not known. */
  readonly author: string | null
}

const translated: readonly FieldName[] = ['title', 'description', 'objectives']

/**
 * The text of a translation's new file: a draft with the source's words, to be translated where they stand. Null where
 * the source cannot be read.
 */
export const newTranslation = ({
  collection,
  source,
  author,
}: TranslationToMake): string | null => {
  const { fields, schema } = collection
  const shape = collectionShape(collection)
  const { text } = decodeText(source.bytes)
  if (text === null || readLesson(source.bytes, shape).lesson === null) return null
  const lines = text.split('\n')
  const end = frontMatterEnd(lines)
  const keys = new Set(translated.map((field) => fields[field]))
  const written = yamlEntries(lines.slice(1, Math.max(end, 1)).join('\n'))?.entries ?? []
  const block = [
    ...written.filter(({ key }) => keys.has(key)).flatMap((entry) => entry.lines),
    ...(author !== null && schema !== null && takesKey(schema, fields.author)
      ? [`${fields.author}: ${yamlText(author)}`]
      : []),
    // In quotes, since an id of digits alone would be read as a number.
    `${fields.source_blob}: "${source.blob}"`,
    ...Object.entries(draftKey(shape) ?? {}).map(([key, value]) => `${key}: ${value}`),
  ]
  const front = formatYaml(block.join('\n'), schemaKeys(schema))
  const body = lines.slice(end + 1).join('\n')
  return `---\n${front}\n---\n\n${body.replace(/^(?:[ \t]*\n)+|\s+$/g, '')}\n`
}
