/**
 * A `tsvector` from three SQL expressions of type text, for example columns of a table: the name of a
 * text-search configuration, a title that weighs more, and a body. Never pass it input.
 */
export const searchVectorSql = (expressions: {
  readonly config: string
  readonly title: string
  readonly body: string
}): string =>
  `setweight(to_tsvector(${expressions.config}::regconfig, ${expressions.title}), 'A') || ` +
  `setweight(to_tsvector(${expressions.config}::regconfig, ${expressions.body}), 'B')`
