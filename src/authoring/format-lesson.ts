import type { JsonObject } from '../json.ts'
import { canonicalJson } from '../json.ts'
import { decodeText } from '../lesson/decode-text.ts'
import type { Lesson, LessonShape } from '../lesson/lesson.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { readYamlFile } from '../lesson/read-yaml-file.ts'
import { formatMarkdown } from './format-markdown.ts'
import { formatYaml } from './format-yaml.ts'
import { addsNone, sameLesson } from './same-lesson.ts'
import { schemaKeys } from './schema-keys.ts'
import type { YamlEntry } from './yaml-entries.ts'

/** What formatting a file came to. */
export type Formatted =
  | { readonly kind: 'canonical' }
  | { readonly kind: 'changed'; readonly text: string }
  /** It has faults; what it says cannot be told. */
  | { readonly kind: 'unreadable' }
  /** In canonical form it would say something else. */
  | { readonly kind: 'unsafe' }

/** An id to be written where there is no key for it. */
export type IdToAdd = { readonly key: string; readonly id: string }

/**
 * A Markdown file in canonical form. The result is read again: where it is not the same lesson as before, but for
 * the id that was to be added, there is none.
 */
export const formatLesson = (
  bytes: Uint8Array,
  shape: LessonShape,
  wanted: IdToAdd | null = null,
): Formatted => {
  const before = readLesson(bytes, shape)
  const { text } = decodeText(bytes)
  if (before.lesson === null || text === null) return { kind: 'unreadable' }
  const id = wanted !== null && !Object.hasOwn(before.lesson.metadata, wanted.key) ? wanted : null
  const formatted = canonicalText(text, before.lesson, shape, id)
  if (id === null && Buffer.from(formatted).equals(bytes)) return { kind: 'canonical' }
  const added = id === null ? {} : { [id.key]: id.id }
  const after = readLesson(Buffer.from(formatted), shape)
  if (!sameLesson(before, after, added)) return { kind: 'unsafe' }
  return { kind: 'changed', text: formatted }
}

/** A whole file of YAML in canonical form, its keys in the schema's order; under the same law. */
export const formatYamlFile = (bytes: Uint8Array, schema: JsonObject): Formatted => {
  const before = readYamlFile(bytes)
  const { text } = decodeText(bytes)
  if (before.value === null || text === null) return { kind: 'unreadable' }
  const formatted = `${formatYaml(text, schemaKeys(schema))}\n`
  if (Buffer.from(formatted).equals(bytes)) return { kind: 'canonical' }
  const after = readYamlFile(Buffer.from(formatted))
  const isSame =
    after.value !== null &&
    canonicalJson(after.value) === canonicalJson(before.value) &&
    addsNone(before.findings, after.findings)
  return isSame ? { kind: 'changed', text: formatted } : { kind: 'unsafe' }
}

const canonicalText = (
  text: string,
  { tree }: Lesson,
  { schema }: LessonShape,
  id: IdToAdd | null,
): string => {
  const lines = text.split('\n')
  const end = frontMatterEnd(lines)
  const added: readonly YamlEntry[] =
    id === null ? [] : [{ key: id.key, above: [], lines: [`${id.key}: ${id.id}`] }]
  const body = formatMarkdown(lines, end + 1, tree)
  const block = formatYaml(lines.slice(1, Math.max(end, 1)).join('\n'), schemaKeys(schema), added)
  if (end === -1 && id === null) {
    // Below an empty line `---` opens no front matter, at the top it would.
    return body === '' ? '' : `${body.startsWith('---') ? '\n' : ''}${body}\n`
  }
  const front = block === '' ? '---\n---\n' : `---\n${block}\n---\n`
  return body === '' ? front : `${front}\n${body}\n`
}

/** The line that closes the front matter; -1 where there is none. */
export const frontMatterEnd = (lines: readonly string[]): number =>
  /^---[ \t]*$/.test(lines[0] ?? '')
    ? lines.findIndex((line, index) => index > 0 && line.startsWith('---'))
    : -1
