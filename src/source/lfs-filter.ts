import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filters, parseFilterRules } from './attributes.ts'

const mostBytes = 1024 * 1024

/** Makes the function that tells whether Git LFS takes a file of a work tree when it is added, by the `.gitattributes` there. */
export const lfsFilter = (top: string): ((path: string) => boolean) => {
  const filterOf = filters((path) => parseFilterRules(readAttributes(join(top, path))))
  return (path) => filterOf(path) === 'lfs'
}

// Git follows no link to such a file either: https://git-scm.com/docs/gitattributes#_notes
const readAttributes = (path: string): string => {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= mostBytes ? readFileSync(path, 'utf8') : ''
}
