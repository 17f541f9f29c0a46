import { isUtf8 } from 'node:buffer'
import { ContentError } from '../errors.ts'
import { gitMissing } from './git.ts'
import { pathFindings } from './path.ts'

/** One entry of a tree object: a name without `/`, a mode as Git shows it, the id. */
export type StoredEntry = { readonly name: string; readonly mode: string; readonly oid: string }

/** The mode of a directory. */
export const treeMode = '040000'

// What isomorphic-git takes for unsafe in a tree, which it then refuses whole, and names that it would
// decode with loss. Its `readTree` is not asked: it does not say that bytes were lost, and what it
// refuses depends on its version.
const refusedNames: ReadonlySet<string> = new Set([
  'PATH_DOTS',
  'PATH_GIT',
  'PATH_BACKSLASH',
  'PATH_ENCODING',
])

/**
 * The entries of a tree object with SHA-1 ids, in its order.
 * @throws ContentError `GIT_MISSING` where one of the names is hostile or no UTF-8, `GIT` where the bytes are no tree
 */
export const parseTree = (oid: string, bytes: Buffer): readonly StoredEntry[] => {
  const entries: StoredEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const end = bytes.indexOf(0, space)
    const digits = bytes.toString('latin1', at, space)
    if (space < 0 || end < 0 || end + 21 > bytes.length || !/^[0-7]{5,6}$/.test(digits))
      throw malformed(oid)
    const name = bytes.subarray(space + 1, end)
    entries.push({
      name: checkName(oid, name),
      mode: shownMode(Number.parseInt(digits, 8)),
      oid: bytes.toString('hex', end + 1, end + 21),
    })
    at = end + 21
  }
  return entries
}

const checkName = (oid: string, bytes: Buffer): string => {
  const name = bytes.toString('utf8')
  if (isUtf8(bytes) && !name.includes('/')) {
    if (pathFindings(name).every(({ rule }) => !refusedNames.has(rule))) return name
  }
  throw gitMissing(
    `Cannot read the tree \`${oid.slice(0, 12)}\` without \`git\`: isomorphic-git cannot represent the name ${JSON.stringify(name)} in it`,
  )
}

// Git shows one of two modes for a file, whatever else a tree says (`canon_mode` in its cache.h).
const shownMode = (mode: number): string => {
  switch (mode & 0o170000) {
    case 0o100000:
      return (mode & 0o100) === 0 ? '100644' : '100755'
    case 0o120000:
      return '120000'
    case 0o040000:
      return treeMode
    default:
      return '160000'
  }
}

const malformed = (oid: string): ContentError =>
  new ContentError('GIT', `Cannot read the tree \`${oid}\`: it is malformed`, {
    hint: 'See whether the clone is whole: install git and run `git fsck`.',
  })
