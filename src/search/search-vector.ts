import { searchConfiguration, searchText } from './segment.ts'

/** What a chunk's search vector is made from: a text-search configuration and two texts ready for it. */
export type SearchFields = {
  readonly config: string
  readonly title: string
  readonly body: string
}

/** The arguments of `searchVectorSql` for one chunk: title and heading path weigh more than the body. */
export const searchFields = (
  chunk: { readonly title: string; readonly heading: string; readonly text: string },
  language: string,
): SearchFields => ({
  config: searchConfiguration(language),
  title: searchText(`${chunk.title}\n${chunk.heading}`, language),
  body: searchText(chunk.text, language),
})

/** A `tsvector` from three SQL expressions of type text, for example columns of an `unnest`. Never pass it input. */
export const searchVectorSql = (expressions: SearchFields): string =>
  `setweight(to_tsvector(${expressions.config}::regconfig, ${expressions.title}), 'A') || ` +
  `setweight(to_tsvector(${expressions.config}::regconfig, ${expressions.body}), 'B')`
