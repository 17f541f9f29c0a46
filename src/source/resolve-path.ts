import { posix } from 'node:path'

/** Where a relative URL in a file points to: a path of the repository and an anchor. */
export type Target = { readonly path: string; readonly anchor: string }

/**
 * Resolves a URL as written in the file at `from`; null for addresses outside the repository
 * (another scheme, a site address beginning with `/`) and for paths that climb out of it.
 */
export const resolvePath = (from: string, url: string): Target | null => {
  if (outside.test(url)) return null
  const hash = url.indexOf('#')
  const query = url.indexOf('?')
  const end = query === -1 || (hash !== -1 && hash < query) ? hash : query
  const path = decode(end === -1 ? url : url.slice(0, end))
  const joined = path === '' ? from : join(from, path)
  if (joined === '..' || joined.startsWith('../') || joined.includes('\0')) return null
  return { path: joined, anchor: hash === -1 ? '' : decode(url.slice(hash + 1)) }
}

/** How many directories above the top of the repository a relative URL in the file at `from` leads; 0 for one that stays inside. */
export const stepsOutside = (from: string, url: string): number => {
  if (!/\.\.|%/.test(url) || outside.test(url) || resolvePath(from, url) !== null) return 0
  const path = decode(url.replace(/[?#].*$/s, ''))
  const steps = posix.join(posix.dirname(from), path).split('/')
  return steps.filter((step) => step === '..').length
}

const outside = /^(?:[a-z][a-z0-9+.-]*:|[/\\])/i
const unusual = /(?:^|\/)\.{0,2}(?:\/|$)/

// Every link of an academy is resolved several times in a run. Nearly all climb some steps and go down again,
// which `posix.normalize`, looking at each character, took a fifth of a small run for.
const join = (from: string, path: string): string => {
  let directory = from.slice(0, from.lastIndexOf('/') + 1)
  let rest = path
  while (rest.startsWith('../') && directory !== '') {
    directory = directory.slice(0, directory.lastIndexOf('/', directory.length - 2) + 1)
    rest = rest.slice(3)
  }
  return unusual.test(rest) ? posix.join(posix.dirname(from), path) : directory + rest
}

const decode = (text: string): string => {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
