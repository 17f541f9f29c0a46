import { join } from 'node:path'
import { listRefs } from 'isomorphic-git'
import { readOnlyFiles } from './file-system.ts'
import { type GitDirectory, readText } from './git-directory.ts'
import { isObjectId, isReferenceName } from './reference.ts'

// Git follows a symbolic reference five times at most (refs.c, SYMREF_MAXDEPTH).
const mostHops = 5

/**
 * The object id that `HEAD` or a whole reference leads to; null where it is not there, is no object id,
 * or leads to anything but a reference.
 *
 * isomorphic-git's own `resolveRef` is not used: it reads any file that a name leads to, also through
 * `..` and through what a reference file says, puts the content into its message, and where there is
 * no such reference tries five other places.
 */
export const readReference = async (place: GitDirectory, name: string): Promise<string | null> => {
  let current = name
  for (let hop = 0; hop <= mostHops; hop += 1) {
    const text = await readStored(place, current)
    if (text === null || isObjectId(text)) return text
    const [, target] = /^ref:\s*(.*)$/s.exec(text) ?? []
    if (target === undefined || !isReferenceName(target)) return null
    current = target
  }
  return null
}

/** Whether there is any reference. */
export const hasReferences = async ({ common }: GitDirectory): Promise<boolean> =>
  (await listRefs({ fs: readOnlyFiles, gitdir: common, filepath: 'refs' })).length > 0

const readStored = async (place: GitDirectory, name: string): Promise<string | null> => {
  const loose = await readText(join(name === 'HEAD' ? place.own : place.common, name))
  return loose?.trim() ?? (await readPacked(place, name))
}

// `<oid> <name>` a line; `#` begins a remark, `^` the object behind a tag.
const readPacked = async ({ common }: GitDirectory, name: string): Promise<string | null> => {
  const packed = (await readText(join(common, 'packed-refs'))) ?? ''
  const line = packed.split('\n').find((each) => each.endsWith(` ${name}`) && !/^[#^]/.test(each))
  return line?.slice(0, line.indexOf(' ')) ?? null
}
