import { posix } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import type { TreeView } from './cross-file.ts'

/**
 * A Git repository whose parts lie open among the files: who runs `git` in that directory runs what its `config` says.
 * See `safe.bareRepository` in https://git-scm.com/docs/git-config.
 */
export const bareRepositories = (
  path: string,
  { has }: Pick<TreeView, 'has'>,
): readonly Diagnostic[] => {
  if (!/(?:^|\/)HEAD$/.test(path)) return []
  const inside = (name: string): string => posix.join(posix.dirname(path), name)
  if (!['config', 'objects', 'refs'].every((name) => has(inside(name)))) return []
  return [
    {
      path: inside('config'),
      line: 1,
      column: 1,
      severity: 'warning',
      rule: 'FILE_SMUGGLED',
      message: 'Expected files, got a Git repository among them, whose settings can run programs.',
      hint: 'Delete the directory.',
    },
  ]
}
