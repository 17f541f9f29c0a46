import { editBytes, frontMatterEdits, textIn } from './edit-text.ts'
import { frontMatterEnd } from './format-lesson.ts'

/**
 * A translation that says which source it was made from. Its other keys, their order and all comments stay as they are.
 * @param key what front matter calls the stamp
 * @param blob the source's blob id
 */
export const stampTranslation = (bytes: Uint8Array, key: string, blob: string): Uint8Array => {
  const text = textIn(bytes)
  const newline = Buffer.from(bytes).includes('\r\n') ? '\r\n' : '\n'
  // In quotes, since an id of digits alone would be read as a number.
  const line = `${key}: "${blob}"${newline}`
  const lines = text.split('\n')
  const end = frontMatterEnd(lines)
  if (end === -1)
    return editBytes(bytes, [
      { start: 0, end: 0, text: `---${newline}${line}---${newline}${newline}` },
    ])
  const scalar = frontMatterEdits(text, ({ pointer }) => (pointer === `/${key}` ? blob : null))
  if (scalar.length > 0) return editBytes(bytes, scalar)
  const at = lines.slice(0, end).join('\n').length + 1
  return editBytes(bytes, [{ start: at, end: at, text: line }])
}
