import { posix } from 'node:path'

/** A URL cut behind its path: what names the file, and what stands behind it, with its `?` or `#`. */
export type CutUrl = { readonly path: string; readonly suffix: string }

/** Cuts a URL behind its path. */
export const cutUrl = (url: string): CutUrl => {
  const end = url.search(/[?#]/)
  return end === -1
    ? { path: url, suffix: '' }
    : { path: url.slice(0, end), suffix: url.slice(end) }
}

/** The path of a relative URL from one file to another path, in the manner of the one that it replaces. */
export const relativeUrl = (from: string, to: string, replaced: string): string => {
  const path = urlPath(posix.relative(posix.dirname(from), to), replaced)
  const isPlain = path !== '' && !/^[^/]*:/.test(path)
  return path.startsWith('../') || (isPlain && !replaced.startsWith('./')) ? path : `./${path}`
}

/**
 * A path as a URL spells it, other scripts in the manner of the one that it replaces. It has no character that Markdown,
 * tables or URLs take for anything else, so that it can stand wherever a URL can.
 */
export const urlPath = (path: string, replaced: string): string => {
  const encoded = path.replaceAll(unsafe, hexadecimal)
  return /%[89a-f]/i.test(replaced)
    ? encoded.replaceAll(/[^\0-\x7f]+/g, encodeURIComponent)
    : encoded
}

/** What stands behind a URL's path, spelled so that Markdown reads it as it is. */
export const writtenSuffix = (suffix: string): string =>
  suffix.replaceAll('&', '&amp;').replaceAll(/[\s\\<>`|"()]/gu, hexadecimal)

// `&` only where it may begin an entity.
const unsafe = /[%?#\s\\<>`|"()\p{Cc}\p{Cf}]|&(?=[#\w]+;)/gu

const hexadecimal = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('')
