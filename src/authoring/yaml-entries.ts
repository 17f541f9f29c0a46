import { readYaml } from '../lesson/read-yaml.ts'

/** A key of the top level, with the comments above it and the lines that it and its value take. */
export type YamlEntry = {
  readonly key: string
  /** Empty lines and comments above the key. */
  readonly above: readonly string[]
  readonly lines: readonly string[]
}

/** YAML cut at its top-level keys. Put together in order, the pieces are all its lines. */
export type YamlEntries = {
  /** Comments at the top that belong to no key. */
  readonly header: readonly string[]
  readonly entries: readonly YamlEntry[]
  /** Comments below the last value. */
  readonly footer: readonly string[]
}

/** Cuts YAML that can be read at its top-level keys; null where one of them does not begin a line. */
export const yamlEntries = (source: string): YamlEntries | null => {
  const keys = keyLines(source)
  if (keys === null) return null
  const lines = source.split('\n')
  const starts = [...keys.keys()]
  const ends = starts.map((_, index) => valueEnd(lines, starts[index + 1] ?? lines.length))
  const top = lines.slice(0, starts[0] ?? lines.length)
  const split = starts.length === 0 ? top.length : headerLength(top)
  return {
    header: top.slice(0, split),
    entries: starts.map((start, index) => ({
      key: keys.get(start) ?? '',
      above: index === 0 ? top.slice(split) : lines.slice(ends[index - 1], start),
      lines: lines.slice(start, ends[index]),
    })),
    footer: starts.length === 0 ? [] : lines.slice(ends.at(-1)),
  }
}

/** The top-level keys by the 0-based lines that they begin. */
const keyLines = (source: string): ReadonlyMap<number, string> | null => {
  const { offsets, value } = readYaml(source)
  if (value === null) return null
  const lines = new Map<number, string>()
  for (const [pointer, offset] of offsets) {
    if (pointer.lastIndexOf('/') !== 0) continue
    if (offset > 0 && source[offset - 1] !== '\n') return null
    const key = pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
    lines.set(source.slice(0, offset).split('\n').length - 1, key)
  }
  // `{ title: Wind }` may begin a line with its first key's brace only.
  return /^[{?]/m.test(source) ? null : lines
}

const isEmptyOrComment = (line: string): boolean => /^(?:[ \t]*$|#)/.test(line)

/** Where the value ends whose successor begins at line `next`: before the comments that are the successor's. */
const valueEnd = (lines: readonly string[], next: number): number => {
  let end = next
  while (end > 0 && isEmptyOrComment(lines[end - 1] ?? '')) end -= 1
  return end
}

const editorLine = /^#\s*(?:yaml-language-server:|-\*-|vim?:)/

/** How many lines at the top belong to no key: those for editors, and comments with an empty line below. */
const headerLength = (top: readonly string[]): number => {
  const empty = top.findLastIndex((line) => line.trim() === '')
  const hasComment = top.slice(0, empty + 1).some((line) => line.startsWith('#'))
  const forEditor = top.findLastIndex((line) => editorLine.test(line))
  return Math.max(hasComment ? empty + 1 : 0, forEditor + 1)
}
