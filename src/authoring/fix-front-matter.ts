import { readLesson } from '../lesson/read-lesson.ts'
import type { Fault, Fixer } from './fixers.ts'
import { schemaKeys } from './schema-keys.ts'

/** Puts a value in quotes that YAML would otherwise take for something else. */
export const quoteValue: Fixer = ({ text, finding }) =>
  replaceLine(text, finding.line, (line, next) => {
    const [, key = '', value = ''] = /^([\w.-]+:[ \t]+)(\S.*?)[ \t]*$/.exec(line) ?? []
    // A line further in goes on with the value, or belongs to it.
    if (!wantsQuotes(value) || /^[ \t]+\S/.test(next)) return null
    if (value.startsWith('*') && text.includes(anchorOf(value))) return null
    return key + JSON.stringify(value)
  })

/** What an alias would be an alias of: `*wind`, `&wind`. */
const anchorOf = (alias: string): string => `&${alias.slice(1).split(/[\s,[\]{}]/, 1)[0]}`

/** Whether a value is text that lacks quotes and nothing else: no list, map or text block, no comment behind it. */
const wantsQuotes = (value: string): boolean =>
  !/^["'[\]{}|>#&!?,-]/.test(value) &&
  !value.includes(' #') &&
  (/^[*@`%]/.test(value) || /:(?:[ \t]|$)/.test(value))

/** Writes a key as the schema has it that differs in one letter, where the file does not have that too. */
export const correctKey: Fixer = ({ text, finding, shape }) => {
  if (shape?.schema == null || finding.column !== 1) return null
  const metadata = readLesson(Buffer.from(text), shape).lesson?.metadata
  if (metadata === undefined) return null
  return replaceLine(text, finding.line, (line) => {
    const key = /^[^\s:'"]+(?=[ \t]*:)/.exec(line)?.[0] ?? ''
    const [near, ...others] = schemaKeys(shape.schema).filter((known) => isOneApart(key, known))
    if (near === undefined || others.length > 0 || Object.hasOwn(metadata, near)) return null
    return near + line.slice(key.length)
  })
}

/** Whether two words differ in one letter: another one, one more or one less. */
const isOneApart = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  return a !== b && Math.max(a.length, b.length) - start - end === 1
}

/** Ends lines with LF where the whole file ends them with CR, and takes byte order marks away where there are two. */
export const endLinesWithLf: Fixer = ({ text }) => {
  const unmarked = text.startsWith('\ufeff\ufeff') ? text.replace(/^\ufeff+/, '') : text
  return unmarked.includes('\n') ? unmarked : unmarked.replaceAll('\r', '\n')
}

/** A text with one line (1-based) replaced, its end kept; null where there is no replacement. */
const replaceLine = (
  text: Fault['text'],
  number: number,
  replace: (line: string, next: string) => string | null,
): string | null => {
  const lines = text.split('\n')
  const line = lines[number - 1] ?? ''
  const end = line.endsWith('\r') ? '\r' : ''
  const replaced = replace(line.slice(0, line.length - end.length), lines[number] ?? '')
  return replaced === null ? null : lines.with(number - 1, replaced + end).join('\n')
}
