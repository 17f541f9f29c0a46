import type { Item } from './item.ts'
import { type NamedFile, type NamingSources, namedFiles } from './named-file.ts'
import {
  presentItems,
  type RedirectEntry,
  type RedirectSources,
  redirectEntries,
  redirection,
} from './redirects.ts'
import { itemByPath, type RecordedState } from './state.ts'

/** What a URL in a lesson points to inside the academy. */
export type LinkTarget = NamedFile & {
  /** The item whose file, or translation's file, the path is, or was formerly. */
  readonly item: Item
}

/**
 * Makes the function that tells which item a URL, as written in the file at a path, points to: by any name of a file that
 * it has or had, or that one of its translations has, or from which `redirects.yaml` leads on. Null for everything else.
 */
export const linkTargets = (
  state: RecordedState,
  sources: RedirectSources,
): ((from: string, url: string) => LinkTarget | null) => {
  const itemAt = itemsAt(state, sources, redirectEntries(state, sources))
  return (from, url) => linkTarget(sources, itemAt, from, url)
}

/** The first item that a URL may name. */
export const linkTarget = (
  sources: NamingSources,
  itemAt: (path: string) => Item | null,
  from: string,
  url: string,
): LinkTarget | null => {
  for (const named of namedFiles(sources, from, url)) {
    const item = itemAt(named.path)
    if (item !== null) return { ...named, item }
  }
  return null
}

/**
 * Makes the function that tells which item a path is of: the one that lies there or is redirected to from there, else
 * the one that once lay there. A translation's path is of its source's item.
 */
export const itemsAt = (
  state: RecordedState,
  { classify }: Pick<RedirectSources, 'classify'>,
  entries: readonly RedirectEntry[],
): ((path: string) => Item | null) => {
  const lying = itemByPath(state)
  const follow = redirection(entries, state.former, presentItems(state))
  const redirected = new Set(entries.map(({ from }) => from))
  return (path) => {
    const own = classify(path)
    const source = own.kind === 'translation' ? own.sourcePath : path
    const item = lying(source)
    const lies = item?.present === true && item.path === source
    if (redirected.size === 0 || lies) return item
    const role = classify(source)
    if (role.kind !== 'item' || !redirected.has(role.slug)) return item
    return follow(role.collection.type, role.slug) ?? item
  }
}
