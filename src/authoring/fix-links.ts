import { foldedPath } from '../ingest/ledger.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { cutUrl } from '../source/relative-url.ts'
import { resolvePath } from '../source/resolve-path.ts'
import type { Fault, Fixer } from './fixers.ts'

/** Writes the dots of a link as they are. */
export const undisguiseLink: Fixer = (fault) =>
  replaceUrl(fault, (url) => {
    const { path, suffix } = cutUrl(url)
    const parts = path
      .split('/')
      .map((part) => (disguised.test(part) ? part.replaceAll(/%2e/gi, '.') : part))
    return parts.join('/') + suffix
  })

const disguised = /^(?:\.|%2e){1,2}$/i

/** Writes a link with the capital letters of the one path that it can mean. */
export const respellLink: Fixer = (fault) =>
  replaceUrl(fault, (url) => {
    const target = resolvePath(fault.path, url)
    if (target === null) return null
    const [meant, ...others] = fault.alike(target.path.replace(/\/$/, ''))
    if (meant === undefined || others.length > 0) return null
    const { path, suffix } = cutUrl(url)
    const respelt = respell(path.split('/'), meant.split('/'))
    return respelt === null ? null : respelt.join('/') + suffix
  })

/** The parts of a relative path with the letters of the path that it leads to; null where they do not match. */
const respell = (
  written: readonly string[],
  meant: readonly string[],
): readonly string[] | null => {
  const steps = written.findLastIndex((part) => part === '.' || part === '..') + 1
  const isDirectory = written.at(-1) === ''
  const named = written.slice(steps, isDirectory ? -1 : undefined)
  const letters = meant.slice(meant.length - named.length)
  const fits = named.every((part, index) => {
    const other = letters[index] ?? ''
    return foldedPath(part) === foldedPath(other) && !/[\s()<>%?#\\&]/.test(part + other)
  })
  return fits ? [...written.slice(0, steps), ...letters, ...(isDirectory ? [''] : [])] : null
}

/**
 * Replaces the address of the link that a finding is about: where it stands in the link, else in the definition that
 * the link refers to. Null where it is not written as the parser gives it.
 */
const replaceUrl = (
  { text, finding, shape }: Fault,
  replace: (url: string) => string | null,
): string | null => {
  if (shape === null) return null
  const links = readLesson(Buffer.from(text), shape).lesson?.links ?? []
  const link = links.find(({ line, column }) => line === finding.line && column === finding.column)
  const url = link === undefined ? null : replace(link.url)
  if (link === undefined || url === null) return null
  const from = offsetOf(text, finding.line, finding.column)
  const written = link.url.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const inLink = new RegExp(`(?<=\\]\\([ \\t]*<?)${written}(?=[\\s>)])`, 'g')
  inLink.lastIndex = from
  const definition = new RegExp(
    `(?<=^[ \\t>]*\\[[^\\]\\n]+\\]:[ \\t]*<?)${written}(?=[\\s>]|$)`,
    'm',
  )
  const found = inLink.exec(text) ?? definition.exec(text)
  if (found === null) return null
  return text.slice(0, found.index) + url + text.slice(found.index + link.url.length)
}

/** The offset of a place in a text with its own line ends; the column does not count a byte order mark. */
const offsetOf = (text: string, line: number, column: number): number => {
  const before = text.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0)
  return before + column - 1 + (line === 1 && text.startsWith('\ufeff') ? 1 : 0)
}
