import type { Item } from '../item.ts'
import { linkTarget } from '../link-target.ts'
import type { NamedFile, NamingSources } from '../named-file.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath } from '../source/resolve-path.ts'

/** What a URL means: the path of a file (or directory, or of nothing), how it names it, and the item that it leads to. */
export type Meaning = NamedFile & { readonly item: Item | null }

/** What a URL in the file at `from` means; null for one that leads out of the repository. */
export const meaningOf = (
  sources: NamingSources,
  itemAt: (path: string) => Item | null,
  from: string,
  url: string,
): Meaning | null => {
  const target = resolvePath(from, url)
  const path = target?.path.replace(/\/$/, '') ?? ''
  const isMedia = isMediaPath(path)
  const found = isMedia ? null : linkTarget(sources, itemAt, from, url)
  if (found !== null || target === null) return found
  return { path, anchor: target.anchor, start: 'file', ending: '', item: null }
}
