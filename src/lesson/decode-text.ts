import { isUtf8 } from 'node:buffer'
import type { Finding } from '../diagnostic.ts'
import { isPointerLike } from '../lfs-pointer.ts'
import { errorAt, type Place, placeAt, startOfFile } from './finding.ts'

/** The text of a file with LF line ends and no byte order mark, or null and the finding that says why not. */
export type DecodedText =
  | { readonly text: string; readonly findings: readonly Finding[] }
  | { readonly text: null; readonly findings: readonly Finding[] }

const maximumBytes = 1024 * 1024
const byteOrderMark = '\uFEFF'

/** Reads bytes as UTF-8 text. Never throws; a file that is no text is answered with one error finding. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  if (bytes.byteLength > maximumBytes) {
    const size = `Expected at most ${maximumBytes} bytes, got ${bytes.byteLength}.`
    return refused(startOfFile, 'TEXT_SIZE', size, 'Split the lesson into several.')
  }
  const decoded = decodeUtf8(bytes)
  if (typeof decoded !== 'string') return decoded
  const nul = decoded.indexOf('\0')
  if (nul !== -1) {
    const place = placeAt(decoded, nul)
    return refused(place, 'TEXT_NUL', 'Expected text, got a NUL byte.', 'Remove the NUL byte.')
  }
  if (isPointerLike(bytes)) {
    const found = 'Expected Markdown, got a Git LFS pointer.'
    return refused(startOfFile, 'LFS_POINTER', found, 'Keep Markdown files out of Git LFS.')
  }
  return normalised(decoded)
}

const normalised = (decoded: string): DecodedText => {
  const text = (decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded).replaceAll(
    '\r\n',
    '\n',
  )
  if (text.startsWith(byteOrderMark)) {
    const found = 'Expected at most one byte order mark, got two.'
    return refused(startOfFile, 'FM_ENCODING', found, 'Save the file as UTF-8 without a mark.')
  }
  const carriageReturn = text.indexOf('\r')
  if (carriageReturn !== -1) {
    const place = placeAt(text, carriageReturn)
    const found = 'Expected lines to end in LF or CRLF, got a lone CR.'
    return refused(place, 'FM_ENCODING', found, 'Convert the line ends to LF.')
  }
  return { text, findings: [] }
}

const decodeUtf8 = (bytes: Uint8Array): string | DecodedText => {
  const hint = 'Save the file as UTF-8.'
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refused(startOfFile, 'TEXT_ENCODING', 'Expected UTF-8, got UTF-16.', hint)
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (isUtf8(bytes)) return text
  // The decoder puts U+FFFD at the first bad byte.
  const place = placeAt(text, text.indexOf('\uFFFD'))
  return refused(place, 'TEXT_ENCODING', 'Expected UTF-8, got other bytes.', hint)
}

const refused = (place: Place, rule: string, message: string, hint: string): DecodedText => ({
  text: null,
  findings: [errorAt(place, rule, message, hint)],
})
