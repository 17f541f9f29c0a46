import { isUtf8 } from 'node:buffer'
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ContentError } from '../errors.ts'
import { gitMissing } from './git.ts'
import { type GitDirectory, hasOwnRepository, unreadableFile } from './git-directory.ts'
import { readIndex } from './git-index.ts'
import { type IgnoreRules, ignoreFile, isIgnored, readIgnoreRules } from './ignore-rules.ts'
import type { Settings } from './repository-format.ts'
import { readTracked, type WorkTree } from './work-tree.ts'

/**
 * The files of a work tree without `git`: what the index names and what no pattern leaves out, of the
 * paths that `wanted` picks. Throws GIT in a bare repository, GIT_MISSING for names and settings that
 * only `git` understands.
 */
export const readIsomorphicWorkTree = async (
  place: GitDirectory,
  settings: Settings,
  wanted: (path: string) => boolean,
): Promise<WorkTree> => {
  if (!place.hasWorkTree) {
    throw new ContentError('GIT', `Cannot read files in \`${place.directory}\`: no work tree`, {
      hint: 'Name a commit (`--commit`), or run it in a checkout.',
    })
  }
  const elsewhere = settings.get('core.worktree') ?? place.directory
  if (settings.has('core.excludesfile') || resolve(place.own, elsewhere) !== place.directory)
    throw gitMissing('Cannot follow `core.excludesFile` or `core.worktree` without `git`')
  const index = await readIndex(place)
  const paths = new Set(index.entries.map(({ path }) => path))
  const submodules = new Set(
    index.entries.flatMap(({ path, mode }) => (mode === '160000' ? [path] : [])),
  )
  const exclude = await readIgnoreRules(join(place.common, 'info/exclude'), '', settings)
  const rules = exclude === null ? [] : [exclude]
  await addUntracked({ top: place.directory, settings, paths, submodules }, '', rules)
  const { directory } = place
  const keepsModes = settings.get('core.filemode') !== 'false'
  return readTracked({ directory, algorithm: 'sha1', keepsModes, paths, index }, wanted)
}

type Walk = {
  readonly top: string
  readonly settings: Settings
  /** What the index names; what is found is added. */
  readonly paths: Set<string>
  readonly submodules: ReadonlySet<string>
}

const addUntracked = async (
  walk: Walk,
  base: string,
  outer: readonly IgnoreRules[],
): Promise<void> => {
  const directory = join(walk.top, base)
  const own = await readIgnoreRules(ignoreFile(directory), base, walk.settings)
  const rules = own === null ? outer : [...outer, own]
  for (const entry of await entriesOf(directory)) {
    const name = nameOf(entry, base)
    const path = base + name
    if (name === '.git') continue
    if (!entry.isDirectory()) {
      const isContent = entry.isFile() || entry.isSymbolicLink()
      if (isContent && !isIgnored(rules, path)) walk.paths.add(path)
    } else if (!walk.submodules.has(path) && !isIgnored(rules, `${path}/`)) {
      // Git names another repository as a whole.
      if (await hasOwnRepository(join(walk.top, path))) walk.paths.add(`${path}/`)
      else await addUntracked(walk, `${path}/`, rules)
    }
  }
}

const entriesOf = async (directory: string): Promise<readonly Dirent<Buffer>[]> => {
  try {
    return await readdir(directory, { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    throw unreadableFile(directory, error)
  }
}

const nameOf = ({ name }: Dirent<Buffer>, base: string): string => {
  if (isUtf8(name)) return name.toString('utf8')
  throw gitMissing(
    `Cannot read \`${base || '.'}\` in the work tree without \`git\`: the name of a file in it is no UTF-8`,
  )
}
