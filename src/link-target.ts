import type { FileRole } from './classify.ts'
import type { Collection, Config } from './config.ts'
import type { Item } from './item.ts'
import { resolvePath } from './source/resolve-path.ts'
import { itemByPath, type RecordedState } from './state.ts'

/** What a URL in a lesson points to inside the academy. */
export type LinkTarget = { readonly item: Item; readonly anchor: string }

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
    const item = itemOfFile(path) ?? itemOfFile(`${path}/index.md`) ?? itemOfFile(`${path}.md`)
    return item === null ? null : { item, anchor: target.anchor }
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
    const item = parts && complete ? itemAt(collection.files.format(parts)) : null
    if (item !== null && item !== undefined) return { item, anchor: target.anchor }
  }
  return null
}
