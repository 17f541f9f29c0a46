import { posix } from 'node:path'
import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { modeFinding } from '../source/mode.ts'
import type { Pattern } from '../source/pattern.ts'

/**
 * Makes the function that tells of a link or a submodule, in the place of a directory in which content may lie, that
 * nothing behind it is read.
 */
export const unreadDirectories = ({
  collections,
}: Pick<Config, 'collections'>): ((path: string, mode: string) => readonly Diagnostic[]) => {
  const patterns = collections.flatMap(({ files, translations }) =>
    translations === null ? [files] : [files, translations],
  )
  return (path, mode) => {
    const finding = modeFinding(mode)
    if (finding === null || posix.extname(path) !== '') return []
    if (!patterns.some((pattern) => mayHold(pattern, path))) return []
    const message = finding.message.replace('a file', 'a directory of files')
    const hint = 'What lies behind it is not read; commit the files themselves.'
    return [{ path, ...finding, severity: 'warning', message, hint }]
  }
}

/** Whether files of a pattern may lie in a directory: the end of the pattern, filled in, fits below it. */
const mayHold = (pattern: Pattern, directory: string): boolean => {
  const segments = pattern.text.replaceAll(/\{\w+(?:\.\.\.)?\}/g, 'x').split('/')
  return segments.some(
    (_, at) => pattern.match(posix.join(directory, ...segments.slice(at))) !== null,
  )
}
