import { posix } from 'node:path'
import { ContentError } from '../errors.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { Item } from '../item.ts'
import { itemsAt } from '../link-target.ts'
import { urlNaming } from '../named-file.ts'
import { redirectEntries } from '../redirects.ts'
import { cutUrl, relativeUrl } from '../source/relative-url.ts'
import { stepsOutside } from '../source/resolve-path.ts'
import type { RecordedState } from '../state.ts'
import { type Meaning, meaningOf } from './link-meaning.ts'

/** Where links lead in a state of the academy. */
export type LinkView = {
  readonly sources: ReplaySources
  readonly itemAt: (path: string) => Item | null
}

/** Where links lead in a state of the academy. */
export const linkView = (state: RecordedState, sources: ReplaySources): LinkView => ({
  sources,
  itemAt: itemsAt(state, sources, redirectEntries(state, sources)),
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
  const { before, after, wanted } = rewriting
  const meaning = meaningOf(before.sources, before.itemAt, from, url)
  if (meaning === null) return outside({ from, to }, url)
  const want = wanted(meaning)
  if (want === null) return null
  const means = (candidate: string): boolean => {
    const found = meaningOf(after.sources, after.itemAt, to, candidate)
    return found?.path === want.path && (found.item?.id ?? null) === (want.item?.id ?? null)
  }
  const { path: written, suffix } = cutUrl(url)
  const kept = keptSuffix(suffix, want)
  if (means(url)) return kept === suffix ? null : written + kept
  const other = { from: to, path: want.path, written }
  const candidates = [
    urlNaming(after.sources, meaning, other),
    // Where the old manner cannot name it, the path of the file does.
    url.startsWith('/') ? null : relativeUrl(to, want.path, written),
  ]
  const found = candidates.find((candidate) => candidate !== null && means(candidate + kept))
  if (found) return found + kept
  throw new ContentError('REFUSED', `The link \`${url}\` in \`${from}\` cannot be kept.`, {
    hint: 'Write it as the path of a file first.',
  })
}

const keptSuffix = (suffix: string, { hasAnchor }: Wanted): string => {
  const hash = suffix.indexOf('#')
  return hash === -1 || hasAnchor(suffix.slice(hash + 1)) ? suffix : suffix.slice(0, hash)
}

/** A URL that climbs out of the repository, from a file that lies deeper or less deep now. */
const outside = ({ from, to }: Place, url: string): string | null => {
  const depth = (path: string): number => path.split('/').length - 1
  if (stepsOutside(from, url) === 0 || depth(from) === depth(to)) return null
  const { path, suffix } = cutUrl(url)
  return '../'.repeat(depth(to)) + posix.join(posix.dirname(from), path) + suffix
}
