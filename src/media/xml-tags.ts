/** An opening tag of an XML text: its name and attributes without their namespaces' prefixes, values as written. */
export type XmlTag = {
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
}

/** What of an XML text matters to whoever looks for dangers: opening tags, declarations, and the text of styles. */
export type XmlPart =
  | { readonly kind: 'tag'; readonly tag: XmlTag }
  | { readonly kind: 'declaration'; readonly text: string }
  | { readonly kind: 'style'; readonly text: string }

const attribute = /\s*([^\s=/>"'<]+)(?:\s*=\s*("[^"]*"|'[^']*'))?/y
const unread = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const
const tagName = /[\w:.-]+/y

/** Goes through a text once, left to right, in time that grows with its length alone; nothing of it is expanded. */
export function* xmlParts(text: string): Generator<XmlPart> {
  for (let at = text.indexOf('<'); at !== -1; ) {
    const { parts, end } = markupAt(text, at)
    yield* parts
    at = text.indexOf('<', end)
  }
}

type Markup = { readonly parts: readonly XmlPart[]; readonly end: number }

const markupAt = (text: string, at: number): Markup => {
  const skipped = unread.find(([opening]) => text.startsWith(opening, at))
  if (skipped !== undefined) {
    return { parts: [], end: endOf(text, skipped[1], at + skipped[0].length) }
  }
  if (!text.startsWith('<!', at)) return tagAt(text, at)
  const end = endOf(text, '>', at)
  return { parts: [{ kind: 'declaration', text: text.slice(at, end) }], end }
}

const tagAt = (text: string, at: number): Markup => {
  tagName.lastIndex = at + 1
  const name = withoutPrefix(tagName.exec(text)?.[0] ?? '')
  if (name === '') return { parts: [], end: at + 1 }
  const { read, end } = readAttributes(text, tagName.lastIndex)
  const tag: XmlPart = { kind: 'tag', tag: { name, attributes: read } }
  if (name !== 'style') return { parts: [tag], end }
  const close = text.indexOf('</', end)
  const style = text.slice(end, close === -1 ? undefined : close)
  return { parts: [tag, { kind: 'style', text: style }], end: end + style.length }
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1)

const endOf = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + mark.length
}

const readAttributes = (text: string, from: number) => {
  const read: (readonly [string, string])[] = []
  let end = from
  for (;;) {
    attribute.lastIndex = end
    const [whole, name = '', value = ''] = attribute.exec(text) ?? []
    if (whole === undefined) return { read, end }
    read.push([withoutPrefix(name), value.slice(1, -1)])
    end += whole.length
  }
}
