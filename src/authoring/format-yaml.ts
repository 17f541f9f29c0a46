import { type YamlEntry, yamlEntries } from './yaml-entries.ts'

/**
 * YAML in canonical form: keys in the given order, then the others as they stand, each with the comments above it;
 * one space behind a key's colon, none at the end of a line, no two empty lines in a row. `added` is an entry more,
 * before all others of its rank. Values are left as they are written. YAML that is no plain block of keys stays as it is.
 */
export const formatYaml = (
  source: string,
  order: readonly string[],
  added: readonly YamlEntry[] = [],
): string => {
  const cut = yamlEntries(source)
  if (cut === null) return source
  const entries = [...added, ...cut.entries].toSorted(
    (a, b) => rankOf(order, a.key) - rankOf(order, b.key),
  )
  const lines = [
    ...withoutGaps(cut.header),
    ...entries.flatMap(({ above, lines }) => [...withoutGaps(above), ...formatValue(lines)]),
    ...withoutGaps(cut.footer),
  ]
  return lines.join('\n').replace(/^\n+|\n+$/g, '')
}

const rankOf = (order: readonly string[], key: string): number => {
  const rank = order.indexOf(key)
  return rank === -1 ? order.length : rank
}

const withoutSpaces = (line: string): string => line.replace(/[ \t]+$/, '')

const withoutGaps = (lines: readonly string[]): readonly string[] =>
  lines
    .map(withoutSpaces)
    .filter((line, index, all) => line !== '' || index === 0 || all[index - 1] !== '')

// A `|` or `>` at the end of a line, with what may follow it: the lines below are text, with their spaces.
const textBegins = /(?:^|[ \t])[|>][0-9+-]{0,2}[ \t]*(?:#.*)?$/

const formatValue = ([first = '', ...rest]: readonly string[]): readonly string[] => {
  const line = first.replace(
    /^([\w.-]+)[ \t]*:(?:[ \t]+(?=\S)|[ \t]*$)/,
    (_, key: string) => `${key}: `,
  )
  const isText = [first, ...rest].some((each) => textBegins.test(each))
  return [withoutSpaces(line), ...(isText ? rest : rest.map(withoutSpaces))]
}
