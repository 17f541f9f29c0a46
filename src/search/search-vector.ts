import { searchConfiguration, searchText } from './segment.ts'

/** What a chunk's search vector is made from: a text-search configuration and two texts ready for it. */
export type SearchFields = {
  readonly config: string
  readonly title: string
  readonly body: string
}

/** What the database makes one chunk's search vector from: title and heading path weigh more than the body. */
export const searchFields = (
  chunk: { readonly title: string; readonly heading: string; readonly text: string },
  language: string,
): SearchFields => ({
  config: searchConfiguration(language),
  title: searchText(`${chunk.title}\n${chunk.heading}`, language),
  body: searchText(chunk.text, language),
})
