/**
 * A document with one of its sections replaced, or added at the end where it has none. A section of the
 * name `kind: more` stands between `<!-- kind: more -->` and `<!-- end of kind -->`; all else stays as it is.
 */
export const replaceSection = (text: string, name: string, body: string): string => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name.split(':')[0]} -->`]
  const section = `${start}\n${body.trim()}\n${end}`
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  if (from === -1 || to === -1) return `${text.trimEnd()}\n\n${section}\n`
  return `${text.slice(0, from)}${section}${text.slice(to + end.length)}`
}
