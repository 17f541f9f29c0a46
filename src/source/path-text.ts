import { isUtf8 } from 'node:buffer'

/** The text of a path that Git holds as bytes; each byte that is no UTF-8 is shown as `\xff`. */
export const readPath = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString('utf8') : escapeBytes(bytes)

/** The bytes of a path that `readPath` made a text of, where they are no UTF-8. */
export const pathBytes = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(/(\\x[0-9a-f]{2})/)
      .map((part, index) =>
        index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.slice(2), 'hex'),
      ),
  )

const escapeBytes = (bytes: Buffer): string => {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const width = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(at, at + count)))
    const end = at + (width ?? 1)
    text +=
      width === undefined ? `\\x${bytes.toString('hex', at, end)}` : bytes.toString('utf8', at, end)
    at = end
  }
  return text
}
