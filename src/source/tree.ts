import type { Finding } from '../diagnostic.ts'
import type { GitPlace } from './git.ts'
import { readGit } from './git-stream.ts'
import { modeFinding } from './mode.ts'
import { pathFindings } from './path.ts'
import { readPath } from './path-text.ts'
import { checkCommit } from './reference.ts'

/** One file of a commit; what its name or mode forbids is in its findings, and concerns no other entry. */
export type TreeEntry = {
  /** From the top of the repository, with `/`; bytes that are no UTF-8 are shown as `\xff`. */
  readonly path: string
  /** Six octal digits, for example `100644`. */
  readonly mode: string
  readonly oid: string
  readonly findings: readonly Finding[]
}

/** Every file, link and submodule of a commit, in Git's order. Throws GIT where the tree cannot be read. */
export const listTree = async (
  repository: GitPlace,
  commit: string,
): Promise<readonly TreeEntry[]> => {
  const args = ['ls-tree', '-r', '-z', '--full-tree', checkCommit(commit)]
  const listing = await readGit(repository, args)
  const entries: TreeEntry[] = []
  for (let start = 0; start < listing.length; ) {
    const end = listing.indexOf(0, start)
    entries.push(parseEntry(listing.subarray(start, end)))
    start = end + 1
  }
  return entries
}

// `<mode> <type> <oid>` and a tab, then the name: https://git-scm.com/docs/git-ls-tree#_output_format
const parseEntry = (line: Buffer): TreeEntry => {
  const tab = line.indexOf(0x09)
  const [mode = '', , oid = ''] = line.toString('latin1', 0, tab).split(' ')
  return treeEntry(readPath(line.subarray(tab + 1)), mode, oid)
}

/** The entry at a path, with what its name and mode forbid. */
export const treeEntry = (path: string, mode: string, oid: string): TreeEntry => {
  const fromPath = pathFindings(path)
  const fromMode = modeFinding(mode)
  return { path, mode, oid, findings: fromMode === null ? fromPath : [...fromPath, fromMode] }
}
