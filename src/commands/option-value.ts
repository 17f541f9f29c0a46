import { canonicalLanguage } from '../config.ts'
import { ContentError } from '../errors.ts'

/** The value of an option as a whole number within bounds. */
export const wholeNumber = (
  option: string,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): number => {
  const number = Number(text)
  if (/^\d+$/u.test(text) && number >= from && number <= to) return number
  throw new ContentError(
    'USAGE',
    `Expected a \`${option}\` from ${from} to ${to}, got \`${text}\`.`,
  )
}

/** A regular expression for slugs, from a pattern in which `*` is anything within a part and `**` anything at all. */
export const slugPattern = (pattern: string): string =>
  `^${pattern
    .split(/(\*\*?)/u)
    .map((piece) => {
      if (piece === '**') return '.*'
      if (piece === '*') return '[^/]*'
      return piece.replaceAll(/[\\^$.|?*+()[\]{}]/gu, String.raw`\$&`)
    })
    .join('')}$`

/**
 * The language that is given, as one of those known.
 * @throws ContentError `USAGE`
 */
export const knownLanguage = (given: string, known: readonly string[]): string => {
  const language = canonicalLanguage(given)
  if (known.includes(language)) return language
  throw new ContentError(
    'USAGE',
    `Expected a \`--language\` of ${known.map((code) => `\`${code}\``).join(', ')}, got \`${given}\`.`,
  )
}
