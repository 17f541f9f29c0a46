import { constants, type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import ignorePackage, { type Ignore } from 'ignore'
import { unreadableFile } from './git-directory.ts'
import type { Settings } from './repository-format.ts'

/** What one file of patterns leaves out, of the paths below one directory. */
export type IgnoreRules = {
  /** Empty for the top, else ending in `/`. */
  readonly base: string
  readonly patterns: Ignore
}

/** The rules in a file of patterns that holds for the directory `base`; null where there is none. Links are not followed. */
export const readIgnoreRules = async (
  path: string,
  base: string,
  settings: Settings,
): Promise<IgnoreRules | null> => {
  const text = await readPatterns(path)
  if (text === null) return null
  const ignorecase = settings.get('core.ignorecase') === 'true'
  const patterns = ignorePackage.default({ ignorecase, allowRelativePaths: true }).add(text)
  return { base, patterns }
}

/**
 * Whether Git leaves out a path (a directory's ends in `/`), by rules of which the later win, as
 * https://git-scm.com/docs/gitignore has it. Paths in a directory that is left out are not asked for.
 */
export const isIgnored = (rules: readonly IgnoreRules[], path: string): boolean => {
  for (const { base, patterns } of rules.toReversed()) {
    const { ignored, unignored } = patterns.test(path.slice(base.length))
    if (ignored || unignored) return ignored
  }
  return false
}

/** The file of patterns in a directory. */
export const ignoreFile = (directory: string): string => join(directory, '.gitignore')

const readPatterns = async (path: string): Promise<string | null> => {
  let handle: FileHandle | null = null
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    return (await handle.readFile('utf8')).replace(/^\ufeff/, '')
  } catch (error) {
    if (absences.has((error as NodeJS.ErrnoException).code ?? '')) return null
    throw unreadableFile(path, error)
  } finally {
    await handle?.close()
  }
}

const absences: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'])
