import type { FileRole } from './classify.ts'
import type { Collection, Config } from './config.ts'
import type { Item } from './item.ts'
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
 * `index.md`), or by a site address where the collection has a `url`. Null for everything else.
 */
export const linkTargets = (
  state: RecordedState,
  config: Config,
  classify: (path: string) => FileRole,
): ((from: string, url: string) => LinkTarget | null) => {
  const itemAt = itemByPath(state)
  const byAddress = config.collections.filter(({ url }) => url !== null)
  const itemOfFile = (path: string): Item | null => {
    const role = classify(path)
    return itemAt(role.kind === 'translation' ? role.sourcePath : path)
  }
  return (from, url) => {
    if (url.startsWith('/') && !url.startsWith('//')) return addressTarget(url, byAddress, itemAt)
    const target = resolvePath(from, url)
    if (target === null) return null
    const path = target.path.replace(/\/$/, '')
    for (const file of [path, `${path}/index.md`, `${path}.md`]) {
      const item = itemOfFile(file)
      if (item !== null) return { item, path: file, anchor: target.anchor }
    }
    return null
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
