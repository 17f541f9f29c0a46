import { frontMatterEnd } from '../authoring/format-lesson.ts'
import { newTranslation, type TranslationToMake } from '../authoring/new-translation.ts'
import { stampTranslation } from '../authoring/stamp-translation.ts'
import { yamlEntries } from '../authoring/yaml-entries.ts'
import { decodeText } from '../lesson/decode-text.ts'
import { translatedFields } from './units-of.ts'

/**
 * The file of a translation: a draft where there was none, else the one there is with the translated fields and body, its
 * other keys as they were, stamped with the source's blob. Null where one of the two cannot be read.
 * @param existing bytes of the translation's file as it is
 */
export const translationFile = (
  translated: TranslationToMake,
  existing: Uint8Array | null,
): Uint8Array | null => {
  const made = newTranslation(translated)
  if (made === null || existing === null) return made === null ? null : Buffer.from(made)
  const { fields } = translated.collection
  const [from, into] = [made, decodeText(existing).text].map(cut)
  if (from == null || into == null) return null
  const keys = new Set<string>(translatedFields.map((field) => fields[field]))
  const own = into.entries.map((entry) => {
    const replaced = keys.has(entry.key) ? from.entries.find(({ key }) => key === entry.key) : null
    return [...entry.above, ...(replaced ?? entry).lines]
  })
  const added = from.entries.filter(
    ({ key }) => keys.has(key) && !into.entries.some((entry) => entry.key === key),
  )
  const front = [
    ...into.header,
    ...own.flat(),
    ...added.flatMap(({ lines }) => lines),
    ...into.footer,
  ]
  const text = `---\n${front.join('\n')}\n---\n${from.body}`
  return stampTranslation(Buffer.from(text), fields.source_blob, translated.source.blob)
}

const cut = (text: string | null) => {
  if (text === null) return null
  const lines = text.split('\n')
  const end = frontMatterEnd(lines)
  const entries = yamlEntries(lines.slice(1, Math.max(end, 1)).join('\n'))
  return entries === null ? null : { ...entries, body: lines.slice(end + 1).join('\n') }
}
