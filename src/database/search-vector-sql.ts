/**
 * A `tsvector` from SQL expressions of type text, for example columns of a table: the name of a
 * text-search configuration, a title (weight A), how the lesson begins (B), and a body (D). Never pass it input.
 */
export const searchVectorSql = (expressions: {
  readonly config: string
  readonly title: string
  readonly lead: string
  readonly body: string
}): string => {
  const part = (text: string, weight: string): string =>
    `setweight(to_tsvector(${expressions.config}::regconfig, ${text}), '${weight}')`
  const { title, lead, body } = expressions
  return `${part(title, 'A')} || ${part(lead, 'B')} || ${part(body, 'D')}`
}
