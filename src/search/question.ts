import type { LiveQuery } from '../database/search-queries.ts'
import type { Embedder } from '../embedder.ts'
import { anyItem, type SearchFilter } from './filter.ts'
import { searchConfiguration, searchText } from './segment.ts'

/** What somebody looks for. */
export type SearchRequest = {
  readonly text: string
  /** BCP 47; a region falls back to its language (`es-MX` to `es`). */
  readonly language: string
  /** Where to look for items that do not exist in `language`, in this order. */
  readonly languages: readonly string[]
  /** How many items at most. */
  readonly limit: number
  /** Which items; any, where it is left out. */
  readonly filter?: SearchFilter
}

// More is no question; the models refuse more than 8,192 tokens, which no 2,000 characters reach.
const longestText = 2_000
// Equal for models that know meanings, as the fusion was published. The offline embedder knows no more than shared words
// and their parts, and not how rare these are: from 4 on, no set of test/questions is answered worse with it than without.
const textWeights = { meaning: 1, offline: 4 } as const

/** A request as the database takes it, its vector by the embedder where one is given; null where there is no word in it. */
export const queryOf = async (
  request: SearchRequest,
  embedder: Embedder | null,
): Promise<LiveQuery | null> => {
  const text = request.text.slice(0, longestText).toWellFormed().replaceAll('\0', ' ').trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return null
  const languages = languageOrder(request)
  const wanted = withoutExclusions(text)
  const [values] = embedder === null ? [] : await embedder.embed([wanted])
  return {
    languages,
    filter: request.filter ?? anyItem,
    configurations: languages.map(searchConfiguration),
    strict: languages.map((language) => searchText(text, language)),
    relaxed: languages.map((language) => searchText(wanted, language)),
    vector: embedder === null || values === undefined ? null : { model: embedder.model, values },
    textWeight: textWeights[embedder?.model.startsWith('offline-') ? 'offline' : 'meaning'],
    limit: request.limit,
  }
}

/** The question without its `-word` and `-"some words"`, of which nothing is to be found. */
const withoutExclusions = (text: string): string =>
  text.replace(/(?<=^|\s)-(?:"[^"]*"|[^\s"]+)/gu, ' ').trim()

const languageOrder = ({ language, languages }: SearchRequest): readonly string[] => [
  ...new Set([language, ...languages].flatMap((tag) => [tag, tag.split('-')[0] ?? tag])),
]
