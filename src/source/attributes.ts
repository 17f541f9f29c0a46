import type { Finding } from '../diagnostic.ts'
import { type Glob, matchesGlob, parseGlob } from './glob.ts'

/** The filter that lines of a `.gitattributes` give to paths below its directory, in their order; null takes it away. */
export type FilterRules = readonly (readonly [pattern: string, filter: string | null])[]

// Git passes over longer lines: https://git-scm.com/docs/gitattributes#_description
const longestLine = 2048
const mostRules = 1000

/** The lines of a `.gitattributes` that say which filter a path goes through; the first thousand of them. */
export const parseFilterRules = (text: string): FilterRules =>
  filterLines(text).map(({ rule }) => rule)

/** The first filter in a `.gitattributes` that would run another program than Git LFS for whoever clones. */
export const attributeFindings = (text: string): readonly Finding[] =>
  filterLines(text)
    .filter(({ rule: [, filter] }) => filter !== null && filter !== 'lfs')
    .slice(0, 1)
    .map(({ line }) => ({
      line,
      column: 1,
      severity: 'warning',
      rule: 'FILE_SMUGGLED',
      message:
        'Expected no filter but `lfs`, got another, which is a program on the machine of whoever clones.',
      hint: 'Commit the files as they are to be read; publishing runs no filter.',
    }))

type FilterLine = { readonly rule: FilterRules[number]; readonly line: number }

const filterLines = (text: string): readonly FilterLine[] => {
  const macros = new Map<string, string | null>()
  const found: FilterLine[] = []
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.length > longestLine) continue
    const parts = /^\s*(?!#)("(?:[^"\\]|\\.)*"|\S+)\s+(.*)$/.exec(line)
    if (parts === null) continue
    const [, written = '', attributes = ''] = parts
    const filter = filterIn(attributes.split(/\s+/), macros)
    if (filter === undefined) continue
    const macro = /^\[attr\](.+)$/.exec(written)?.[1]
    if (macro !== undefined) macros.set(macro, filter)
    else found.push({ rule: [unquote(written), filter], line: index + 1 })
    if (found.length === mostRules) break
  }
  return found
}

/** The last that a line says of the filter; undefined where it says nothing. */
const filterIn = (
  attributes: readonly string[],
  macros: ReadonlyMap<string, string | null>,
): string | null | undefined => {
  let filter: string | null | undefined
  for (const attribute of attributes) {
    const value = /^filter=(.+)$/.exec(attribute)?.[1]
    if (value !== undefined) filter = value
    else if (/^[-!]?filter$/.test(attribute)) filter = null
    else if (macros.has(attribute)) filter = macros.get(attribute)
  }
  return filter
}

const unquote = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text

/**
 * Makes the function that tells a path's filter, as https://git-scm.com/docs/gitattributes has it: of the files in its
 * directory and those above, the nearest that says something; in a file the last line.
 */
export const filters = (
  rulesOf: (attributesPath: string) => FilterRules,
): ((path: string) => string | null) => {
  const known = new Map<
    string,
    readonly { readonly glob: Glob; readonly filter: string | null }[]
  >()
  const compiled = (directory: string) => {
    const before = known.get(directory)
    if (before !== undefined) return before
    // A pattern that ends in `/` matches directories, which have no content to filter; `!` is forbidden.
    const rules = rulesOf(`${directory}.gitattributes`)
      .filter(([pattern]) => !pattern.endsWith('/') && !pattern.startsWith('!'))
      .map(([pattern, filter]) => ({ glob: parseGlob(pattern), filter }))
      .toReversed()
    known.set(directory, rules)
    return rules
  }
  return (path) => {
    for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
      const directory = path.slice(0, end + 1)
      const below = path.slice(directory.length)
      const rule = compiled(directory).find(({ glob }) => matchesGlob(glob, below))
      if (rule !== undefined) return rule.filter
      if (end <= 0) return null
    }
  }
}
