import type { ShownSection } from '../line/show-translation.ts'
import { formatWordDiff } from './format-diff.ts'
import { printable } from './printable.ts'

/** The sections of a source that changed, each with what was taken out and put in, and the translation below it. */
export const formatTranslation = (sections: readonly ShownSection[]): string =>
  sections
    .map((section) => {
      const { change, title, translated } = section
      const name = title === '' ? 'the text before the first heading' : printable(title)
      return [
        `${change}: ${name}`,
        '',
        ...indented(difference(section)),
        ...(translated === null ? [] : ['', '  translated as', '', ...indented(lines(translated))]),
      ].join('\n')
    })
    .join('\n\n')

const difference = ({ before, after, change }: ShownSection): readonly string[] => {
  if (before === null || change === 'added') return lines(after ?? '')
  if (after === null) return lines(before)
  return formatWordDiff(before, after).split('\n')
}

const lines = (text: string): readonly string[] => text.split('\n').map(printable)

const indented = (all: readonly string[]): readonly string[] =>
  all.map((line) => (line === '' ? '' : `    ${line}`))
