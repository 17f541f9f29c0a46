import { posix } from 'node:path'

/** Where a relative URL in a file points to: a path of the repository and an anchor. */
export type Target = { readonly path: string; readonly anchor: string }

/**
 * Resolves a URL as written in the file at `from`; null for addresses outside the repository
 * (another scheme, a site address beginning with `/`) and for paths that climb out of it.
 */
export const resolvePath = (from: string, url: string): Target | null => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('/') || url.startsWith('\\')) return null
  const [, path = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(url) ?? []
  const decoded = decode(path)
  const joined = decoded === '' ? from : posix.normalize(posix.join(posix.dirname(from), decoded))
  if (joined === '..' || joined.startsWith('../') || joined.includes('\0')) return null
  return { path: joined, anchor: decode(anchor) }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
