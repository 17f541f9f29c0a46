import { posix } from 'node:path'
import { filesMeant } from '../link-target.ts'
import { resolvePath } from '../source/resolve-path.ts'

/**
 * Whether a URL that leads nowhere from its file leads to a file from its page: sites show `tr/nodes.md` as `/tr/nodes/`,
 * from where `../cluster/` is `tr/cluster.md`. Such a link has no ending, and its file is no `index.md`.
 */
export const leadsFromPage = (
  has: (path: string) => boolean,
  from: string,
  url: string,
): boolean => {
  const { dir, name } = posix.parse(from)
  if (/^_?index$|^readme$/i.test(name) || /\.\w+\/?(?:[?#]|$)/.test(url)) return false
  const target = resolvePath(posix.join(dir, name, 'page'), url)
  return target !== null && filesMeant(target.path).some(has)
}
