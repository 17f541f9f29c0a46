/** Words of the source → language → what they were agreed to be there, in any of several ways. */
export type Terms = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

/** A term of the source that a translation does not use as agreed. */
export type MissedTerm = { readonly term: string; readonly agreed: readonly string[] }

/**
 * Terms that stand in a source and none of whose agreed words stands in its translation. In the source whole words count; in the
 * translation a word may go on, since most languages have endings. Case is of no account.
 */
export const missedTerms = (
  terms: Terms,
  language: string,
  source: string,
  translation: string,
): readonly MissedTerm[] =>
  [...terms].flatMap(([term, byLanguage]): readonly MissedTerm[] => {
    const agreed = byLanguage.get(language)
    if (agreed === undefined || !stands(term, source, 'whole')) return []
    return agreed.some((words) => stands(words, translation, 'begun')) ? [] : [{ term, agreed }]
  })

// Scripts that are written without spaces: a word begins wherever it stands.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const letter = '[\\p{L}\\p{M}\\p{N}]'

const stands = (words: string, text: string, how: 'whole' | 'begun'): boolean => {
  const pattern = words.normalize('NFC').trim().split(/\s+/).map(escaped).join('\\s+')
  const [before, behind] = unspaced.test(words)
    ? ['', '']
    : [`(?<!${letter})`, how === 'whole' ? `(?!${letter})` : '']
  return new RegExp(`${before}${pattern}${behind}`, 'iu').test(text.normalize('NFC'))
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
