import { isUtf8 } from 'node:buffer'
import { type Dirent, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError } from '../errors.ts'
import { gitMissing } from './git.ts'
import type { GitDirectory } from './git-directory.ts'
import { readIndexPaths } from './git-index.ts'
import { type IgnoreRules, ignoreFile, isIgnored, readIgnoreRules } from './ignore-rules.ts'
import type { Settings } from './repository-format.ts'
import { readFiles, type WorkTree } from './work-tree.ts'

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
  if (settings.has('core.excludesfile') || settings.has('core.worktree'))
    throw gitMissing('Cannot read `core.excludesFile` or `core.worktree` without `git`')
  const paths = new Set(await readIndexPaths(place))
  const exclude = await readIgnoreRules(join(place.common, 'info/exclude'), '', settings)
  const rules = exclude === null ? [] : [exclude]
  await addUntracked({ top: place.directory, settings, paths }, '', rules)
  return readFiles({ directory: place.directory, algorithm: 'sha1', paths }, wanted)
}

type Walk = {
  readonly top: string
  readonly settings: Settings
  /** What the index names; what is found is added. */
  readonly paths: Set<string>
}

const addUntracked = async (
  walk: Walk,
  base: string,
  outer: readonly IgnoreRules[],
): Promise<void> => {
  const directory = join(walk.top, base)
  const own = await readIgnoreRules(ignoreFile(directory), base, walk.settings)
  const rules = own === null ? outer : [...outer, own]
  for (const entry of await readdir(directory, { withFileTypes: true, encoding: 'buffer' })) {
    const path = `${base}${nameOf(entry, base)}`
    // What the index names as a directory is a submodule.
    if (path.endsWith('.git') && entry.name.toString() === '.git') continue
    if (walk.paths.has(path)) continue
    if (!entry.isDirectory()) {
      const isContent = entry.isFile() || entry.isSymbolicLink()
      if (isContent && !isIgnored(rules, path)) walk.paths.add(path)
    } else if (!isIgnored(rules, `${path}/`)) {
      // Git names another repository as a whole.
      if (existsSync(join(walk.top, path, '.git'))) walk.paths.add(`${path}/`)
      else await addUntracked(walk, `${path}/`, rules)
    }
  }
}

const nameOf = ({ name }: Dirent<Buffer>, base: string): string => {
  if (isUtf8(name)) return name.toString('utf8')
  throw gitMissing(
    `Cannot read \`${base || '.'}\` in the work tree without \`git\`: the name of a file in it is no UTF-8`,
  )
}
