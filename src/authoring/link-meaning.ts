import type { Item } from '../item.ts'
import { filesMeant } from '../link-target.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath } from '../source/resolve-path.ts'

/** What a relative URL means: the path of a file (or directory, or of nothing), and the item that it leads to. */
export type Meaning = {
  readonly path: string
  readonly item: Item | null
  /** How the URL names the file: itself, by its directory, or without `.md`. */
  readonly form: 'file' | 'directory' | 'stem'
}

const forms = ['file', 'directory', 'stem'] as const

/** What a URL in the file at `from` means; null for one that leads out of the repository. */
export const meaningOf = (
  itemAt: (path: string) => Item | null,
  from: string,
  url: string,
): Meaning | null => {
  const target = resolvePath(from, url)
  if (target === null) return null
  const path = target.path.replace(/\/$/, '')
  if (isMediaPath(path)) return { path, item: null, form: 'file' }
  for (const [index, file] of filesMeant(target.path).entries()) {
    const item = itemAt(file)
    if (item !== null) return { path: file, item, form: forms[index] ?? 'file' }
  }
  return { path, item: null, form: 'file' }
}
