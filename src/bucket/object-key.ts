import { ContentError } from '../errors.ts'

/** Of the object that points readers to a release: the only one that is ever put again with other bytes. */
export const pointerKey = 'releases/current.json'

// S3's own limit for a key, in UTF-8 bytes; the file bucket keeps to it so that keys stay portable.
const longestKey = 1024

/** Returns the key if every adapter can hold it; throws `BUCKET` if it is empty, absolute, too long, or has `.`, `..`, empty or control-character parts. */
export const checkedKey = (key: string): string => {
  const parts = key.split('/')
  const sound =
    key.isWellFormed() &&
    Buffer.byteLength(key) <= longestKey &&
    !/[\p{Cc}\\]/u.test(key) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (!sound) {
    throw new ContentError(
      'BUCKET',
      `Expected a relative key without \`.\` or \`..\` parts, got ${JSON.stringify(key.slice(0, 200))}`,
    )
  }
  return key
}
