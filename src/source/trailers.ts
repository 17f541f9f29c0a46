/** A `Key: value` line at the end of a commit message. */
export type Trailer = { readonly key: string; readonly value: string }

const trailerExpression = /^([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$/

/**
 * The trailers of a commit message: the lines of its last paragraph, if that is not its first and
 * every line of it is a trailer or, being indented, continues one. Parsed here, since Git's own
 * answer depends on the repository's configuration.
 */
export const parseTrailers = (message: string): readonly Trailer[] => {
  const paragraphs = message
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n(?:[ \t]*\n)+/)
  const last = paragraphs.length > 1 ? paragraphs.at(-1) : undefined
  if (last === undefined) return []
  const lines = last.replace(/\n[ \t]+/g, ' ').split('\n')
  const trailers = lines.flatMap((line) => {
    const [, key, value] = trailerExpression.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value: value.trim() }]
  })
  return trailers.length === lines.length ? trailers : []
}
