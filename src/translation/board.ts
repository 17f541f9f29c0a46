import type { ChangedSection } from './freshness.ts'

/** An item in a language: what is to be done there, if anything. */
export type BoardEntry = {
  readonly slug: string
  readonly type: string
  readonly title: string
  /** Slug of its pillar; null where items have none. */
  readonly pillar: string | null
  readonly language: string
  /** `pending` where nobody has begun. */
  readonly state: string
  readonly freshness: 'current' | 'outdated' | 'missing'
  readonly path: string | null
  /** Of the source, that are not as they were when they were translated. */
  readonly sections: readonly ChangedSection[]
  /** Words of the source to be translated: of the changed and added sections, or of all where there is no translation. */
  readonly words: number
}

/** What to show of the board; null for everything. */
export type BoardFilter = {
  readonly languages: ReadonlySet<string> | null
  readonly pillar: string | null
  readonly freshness: ReadonlySet<BoardEntry['freshness']> | null
}

/** How one language stands. */
export type LanguageCount = Readonly<Record<BoardEntry['freshness'], number>> & {
  readonly language: string
  readonly words: number
}

/** The entries that the filter lets through, in the same order. */
export const filterBoard = (
  entries: readonly BoardEntry[],
  { languages, pillar, freshness }: BoardFilter,
): readonly BoardEntry[] =>
  entries.filter(
    (entry) =>
      (languages === null || languages.has(entry.language)) &&
      (pillar === null || entry.pillar === pillar) &&
      (freshness === null || freshness.has(entry.freshness)),
  )

/**
 * The most urgent first: what learners read and is outdated, then what is outdated and waits, then what is missing, then
 * the rest; of equal urgency the one with more words.
 */
export const byUrgency = (entries: readonly BoardEntry[]): readonly BoardEntry[] =>
  entries.toSorted((a, b) => urgency(a) - urgency(b) || b.words - a.words)

const urgency = ({ freshness, state }: BoardEntry): number => {
  if (freshness === 'outdated') return state === 'published' ? 0 : 1
  return freshness === 'missing' ? 2 : 3
}

/** How each language stands, in the order in which they first come. */
export const countByLanguage = (entries: readonly BoardEntry[]): readonly LanguageCount[] => {
  const counts = new Map<string, LanguageCount>()
  for (const { language, freshness, words } of entries) {
    const count = counts.get(language) ?? {
      language,
      current: 0,
      outdated: 0,
      missing: 0,
      words: 0,
    }
    counts.set(language, {
      ...count,
      [freshness]: count[freshness] + 1,
      words: count.words + words,
    })
  }
  return [...counts.values()]
}
