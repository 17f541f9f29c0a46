import { createTwoFilesPatch, diffWordsWithSpace } from 'diff'
import { printable } from './printable.ts'

// Myers' algorithm takes time by the number of differences; texts this far apart are as good as unrelated.
const maxEditLength = 5_000

/** Two texts line by line, as `diff -u` shows them; `Nothing differs.` where they are equal. */
export const formatLineDiff = (
  from: string,
  to: string,
  [before, after]: readonly [string, string],
): string => {
  if (before === after) return 'Nothing differs.'
  const patch =
    createTwoFilesPatch(from, to, before, after, undefined, undefined, {
      context: 3,
      maxEditLength,
    }) ?? [`=`, `--- ${from}`, `+++ ${to}`, 'Every line differs.'].join('\n')
  // The first line only rules off.
  return lines(patch).slice(1).join('\n').trimEnd()
}

/** Two texts as readers see them: `[-what was taken out-]{+what was put in+}`, as Git shows words. */
export const formatWordDiff = (before: string, after: string): string => {
  if (before === after) return 'Nothing that readers see differs.'
  const found = diffWordsWithSpace(before, after, { maxEditLength }) ?? [
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ]
  const words = found.map(({ value, added, removed }) => {
    if (added === true) return `{+${value}+}`
    return removed === true ? `[-${value}-]` : value
  })
  return lines(words.join('')).join('\n')
}

const lines = (text: string): readonly string[] => text.split('\n').map(printable)
