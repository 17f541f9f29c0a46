import { lacking } from './stored-commit.ts'
import type { StoredObjects } from './stored-object.ts'
import { parseTree, type StoredEntry, treeMode } from './tree-object.ts'

/** Reads the entries of the tree of this id. Throws GIT where it is not there, GIT_MISSING for a hostile name in it. */
export type TreeReader = (oid: string) => Promise<readonly StoredEntry[]>

/** A file, link or submodule somewhere below a tree. */
export type StoredFile = { readonly path: string; readonly mode: string; readonly oid: string }

/** A reader that keeps what it read: two commits have most of their trees in common. */
export const treeReader = (objects: StoredObjects): TreeReader => {
  const known = new Map<string, readonly StoredEntry[]>()
  return async (oid) => {
    const before = known.get(oid)
    if (before !== undefined) return before
    const object = await objects.read(oid)
    if (object?.type !== 'tree') throw lacking('tree', oid)
    const entries = parseTree(oid, object.bytes)
    known.set(oid, entries)
    return entries
  }
}

/** Everything below a tree but the trees themselves, in Git's order, which is that of the paths' bytes. */
export const listFiles = async (
  readTree: TreeReader,
  oid: string,
): Promise<readonly StoredFile[]> => {
  const files: StoredFile[] = []
  const add = async (tree: string, prefix: string): Promise<void> => {
    for (const { name, mode, oid: each } of await readTree(tree)) {
      if (mode === treeMode) await add(each, `${prefix}${name}/`)
      else files.push({ path: prefix + name, mode, oid: each })
    }
  }
  await add(oid, '')
  return files
}

/** The entry at a path below a tree; null where there is none. */
export const findEntry = async (
  readTree: TreeReader,
  oid: string,
  path: string,
): Promise<StoredEntry | null> => {
  const [first, ...rest] = path.split('/')
  const entry = (await readTree(oid)).find(({ name }) => name === first) ?? null
  if (entry === null || rest.length === 0) return entry
  return entry.mode === treeMode ? findEntry(readTree, entry.oid, rest.join('/')) : null
}
