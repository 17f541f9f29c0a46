import type { Collection } from './config.ts'
import type { Item } from './item.ts'
import {
  presentItems,
  type RedirectEntry,
  type RedirectSources,
  redirectEntries,
  redirection,
} from './redirects.ts'
import { resolvePath } from './source/resolve-path.ts'
import { itemByPath, type RecordedState } from './state.ts'

/** What a URL in a lesson points to inside the academy. */
export type LinkTarget = {
  readonly item: Item
  /** The file by which the item was found: its own, a translation's, or one that it or a translation was formerly. */
  readonly path: string
  readonly anchor: string
}

/**
 * Makes the function that tells which item a URL, as written in the file at a path, points to: by a
 * relative path (also one that the item had formerly, also of a translation, also a directory of an
 * `index.md`, also one from which `redirects.yaml` leads on), or by a site address where the collection has a `url`.
 * Null for everything else.
 */
export const linkTargets = (
  state: RecordedState,
  sources: RedirectSources,
): ((from: string, url: string) => LinkTarget | null) => {
  const { config } = sources
  const itemAt = itemsAt(state, sources, redirectEntries(state, sources))
  const byAddress = config.collections.filter(({ url }) => url !== null)
  return (from, url) => {
    if (url.startsWith('/') && !url.startsWith('//')) return addressTarget(url, byAddress, itemAt)
    const target = resolvePath(from, url)
    if (target === null) return null
    for (const path of filesMeant(target.path)) {
      const item = itemAt(path)
      if (item !== null) return { item, path, anchor: target.anchor }
    }
    return null
  }
}

/** The files that a path in a link may mean, the likeliest first. */
export const filesMeant = (linked: string): readonly string[] => {
  const path = linked.replace(/\/$/, '')
  return [path, `${path}/index.md`, `${path}.md`]
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

const addressTarget = (
  url: string,
  collections: readonly Collection[],
  itemAt: (path: string) => Item | null,
): LinkTarget | null => {
  const target = resolvePath('', `.${url}`)
  if (target === null) return null
  const path = target.path.replace(/\/$/, '')
  for (const collection of collections) {
    const parts = collection.url?.match(path)
    const complete = parts && collection.files.names.every((name) => parts[name] !== undefined)
    if (!parts || !complete) continue
    const file = collection.files.format(parts)
    const item = itemAt(file)
    if (item !== null) return { item, path: file, anchor: target.anchor }
  }
  return null
}
