import { posix } from 'node:path'
import { ContentError } from '../errors.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { Item } from '../item.ts'
import { itemsAt, type LinkTarget, linkTargets } from '../link-target.ts'
import { redirectEntries } from '../redirects.ts'
import { stepsOutside } from '../source/resolve-path.ts'
import type { RecordedState } from '../state.ts'
import { type Meaning, meaningOf } from './link-meaning.ts'
import { cutUrl, relativeUrl, urlPath } from './relative-url.ts'

/** Where links lead in a state of the academy. */
export type LinkView = {
  readonly sources: ReplaySources
  readonly itemAt: (path: string) => Item | null
  readonly target: (from: string, url: string) => LinkTarget | null
  /** The same without redirects. */
  readonly directly: (from: string, url: string) => LinkTarget | null
}

/** Where links lead in a state of the academy. */
export const linkView = (state: RecordedState, sources: ReplaySources): LinkView => ({
  sources,
  itemAt: itemsAt(state, sources, redirectEntries(state, sources)),
  target: linkTargets(state, sources),
  directly: linkTargets({ ...state, tree: new Map() }, sources),
})

/** What a link is to mean afterwards, and whether an anchor in it still has its heading there. */
export type Wanted = {
  readonly path: string
  readonly item: Item | null
  readonly hasAnchor: (anchor: string) => boolean
}

/** How links are to be rewritten. */
export type Rewriting = {
  readonly before: LinkView
  readonly after: LinkView
  /** Null for a link that is to stay whatever becomes of it. */
  readonly wanted: (meaning: Meaning) => Wanted | null
}

/** Where a text lies before and afterwards. */
export type Place = { readonly from: string; readonly to: string }

/**
 * The URL to write in a file that goes from one path to another, so that it means what is wanted; null where the one that
 * stands there does.
 * @throws ContentError `REFUSED` where no relative URL can
 */
export const rewrittenUrl = (
  rewriting: Rewriting,
  { from, to }: Place,
  url: string,
): string | null => {
  if (url.startsWith('/'))
    return url.startsWith('//') ? null : addressed(rewriting, { from, to }, url)
  const { before, after, wanted } = rewriting
  const meaning = meaningOf(before.itemAt, from, url)
  if (meaning === null) return outside({ from, to }, url)
  const want = wanted(meaning)
  if (want === null) return null
  const means = (candidate: string): boolean => {
    const found = meaningOf(after.itemAt, to, candidate)
    return found?.path === want.path && (found.item?.id ?? null) === (want.item?.id ?? null)
  }
  const { path, suffix } = cutUrl(url)
  const kept = keptSuffix(suffix, want)
  if (means(url)) return kept === suffix ? null : path + kept
  for (const candidate of candidates(meaning, want.path, path)) {
    const slash = candidate.endsWith('/') ? '/' : ''
    const written = relativeUrl(to, candidate, path).replace(/\/?$/, slash) + kept
    if (means(written)) return written
  }
  throw new ContentError('REFUSED', `The link \`${url}\` in \`${from}\` cannot be kept.`, {
    hint: 'Write it as the path of a file first.',
  })
}

/** Paths by which a link may name a file, in the manner of the old one first. */
const candidates = ({ form }: Meaning, path: string, written: string): readonly string[] => {
  const slash = written.endsWith('/') ? '/' : ''
  if (form === 'directory' && path.endsWith('/index.md')) {
    return [posix.dirname(path) + slash, path]
  }
  if (form === 'stem' && path.endsWith('.md')) return [path.slice(0, -'.md'.length) + slash, path]
  return [form === 'file' ? path + slash : path, path]
}

const keptSuffix = (suffix: string, { hasAnchor }: Wanted): string => {
  const hash = suffix.indexOf('#')
  return hash === -1 || hasAnchor(suffix.slice(hash + 1)) ? suffix : suffix.slice(0, hash)
}

/** An address on the site, of an item that has another one now. */
const addressed = (
  { before, after, wanted }: Rewriting,
  { from, to }: Place,
  url: string,
): string | null => {
  const item = before.target(from, url)?.item
  if (item === undefined) return null
  const want = wanted({ path: item.path, item, form: 'file' })
  if (want === null) return null
  const { path, suffix } = cutUrl(url)
  const kept = keptSuffix(suffix, want)
  // What led there by no redirect is to go on so.
  const targetOf = before.directly(from, url) === null ? after.target : after.directly
  const leads = (candidate: string): boolean => targetOf(to, candidate)?.item.id === want.item?.id
  if (leads(url)) return kept === suffix ? null : path + kept
  const role = after.sources.classify(want.path)
  const source = role.kind === 'translation' ? role.sourcePath : want.path
  const collection = role.kind === 'item' || role.kind === 'translation' ? role.collection : null
  const parts = collection?.files.match(source)
  const address = parts ? collection?.url?.format(parts) : undefined
  const written = `/${urlPath(address ?? '', path)}${path.endsWith('/') ? '/' : ''}${kept}`
  if (address !== undefined && leads(written)) return written
  throw new ContentError('REFUSED', `The link \`${url}\` in \`${from}\` cannot be kept.`, {
    hint: 'Write it as the path of a file first.',
  })
}

/** A URL that climbs out of the repository, from a file that lies deeper or less deep now. */
const outside = ({ from, to }: Place, url: string): string | null => {
  const depth = (path: string): number => path.split('/').length - 1
  if (stepsOutside(from, url) === 0 || depth(from) === depth(to)) return null
  const { path, suffix } = cutUrl(url)
  return '../'.repeat(depth(to)) + posix.join(posix.dirname(from), path) + suffix
}
