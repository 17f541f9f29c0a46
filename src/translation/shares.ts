import type { BoardEntry } from './board.ts'

/** How much of what is to be had in a language is current there, and how much has to be. */
export type LanguageShare = {
  readonly language: string
  readonly current: number
  /** All items that are to be had in it. */
  readonly of: number
  /** What `current` is of that in percent, rounded down; 100 where there is nothing to translate. */
  readonly percent: number
  readonly wanted: number
  readonly isEnough: boolean
}

/** The shares of the languages of which one is asked, in the order in which they are. */
export const languageShares = (
  entries: readonly Pick<BoardEntry, 'language' | 'freshness'>[],
  asked: ReadonlyMap<string, number>,
): readonly LanguageShare[] =>
  [...asked].map(([language, wanted]) => {
    const all = entries.filter((entry) => entry.language === language)
    const current = all.filter(({ freshness }) => freshness === 'current').length
    const percent = all.length === 0 ? 100 : Math.floor((100 * current) / all.length)
    return { language, current, of: all.length, percent, wanted, isEnough: percent >= wanted }
  })
