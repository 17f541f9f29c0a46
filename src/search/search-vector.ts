import { searchConfiguration, searchText } from './segment.ts'

/** What a chunk's search vector is made from: a text-search configuration and texts ready for it. */
export type SearchFields = {
  readonly config: string
  readonly title: string
  /** What the lesson begins with; empty for all chunks but its first. */
  readonly lead: string
  readonly body: string
}

// About three sentences: as long as most definitions, summaries and lists of objectives.
const leadLength = 300

/** What the database makes one chunk's search vector from: title and heading path, how the lesson begins, the text. */
export const searchFields = (
  chunk: {
    readonly title: string
    readonly heading: string
    readonly text: string
    /** Position in the lesson, from 1. */
    readonly number: number
  },
  language: string,
): SearchFields => {
  const body = searchText(chunk.text, language)
  return {
    config: searchConfiguration(language),
    title: searchText(`${chunk.title}\n${chunk.heading}`, language),
    lead: chunk.number === 1 ? leadOf(body) : '',
    body,
  }
}

/** The beginning of a text, without a word that would be cut. */
const leadOf = (text: string): string =>
  text.length <= leadLength ? text : text.slice(0, leadLength).replace(/\S*$/u, '').toWellFormed()
