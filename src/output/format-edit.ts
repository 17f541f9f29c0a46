import type { Diagnostic } from '../diagnostic.ts'
import { printable } from './printable.ts'
import { table } from './terminal.ts'

/** What a command does, or would do, to the files of a work tree. */
export type EditReport = {
  readonly moved: readonly { readonly from: string; readonly to: string }[]
  readonly deleted: readonly string[]
  /** Texts in which links, or keys of the front matter, are rewritten. */
  readonly texts: readonly {
    readonly path: string
    readonly links: number
    readonly keys: number
  }[]
  readonly redirects: readonly {
    readonly path: string
    readonly from: string
    readonly to: string
  }[]
}

/** One line for each file and each redirect. */
export const formatEdit = ({ moved, deleted, texts, redirects }: EditReport): string =>
  table([
    ...moved.map(({ from, to }) => ['move', printable(`${from} → ${to}`)]),
    ...deleted.map((path) => ['delete', printable(path)]),
    ...texts.map(({ path, links, keys }) => [
      'rewrite',
      `${printable(path)} (${[counted(links, 'link'), counted(keys, 'key')].filter(Boolean).join(', ')})`,
    ]),
    ...redirects.map(({ path, from, to }) => ['redirect', printable(`${from} → ${to} (${path})`)]),
  ])

const counted = (count: number, word: string): string =>
  count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`

/** Findings as they stand in a message, one a line. */
export const findingLines = (findings: readonly Diagnostic[]): string =>
  findings
    .map(({ path, line, rule, message }) => printable(`- ${path}:${line} ${rule}: ${message}`))
    .join('\n')
