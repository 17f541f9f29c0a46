/** A tag of an HTML text and its attributes, values decoded. */
export type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> }

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex || decimal
      ? String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
      : (entities[name] ?? whole),
  )

/**
 * The opening tags of an HTML text. A strict reader: it throws at anything that is not a plain tag with
 * quoted attributes or plain text, so what it lets pass no browser can read otherwise.
 */
export const htmlTags = (html: string): readonly Tag[] => {
  const tags: Tag[] = []
  const rest = html.replace(
    /<\/[a-z][a-z0-9]*>|<([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*)>/g,
    (_, name, text) => {
      if (name === undefined) return ''
      const pairs = [...text.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)]
      tags.push({
        name,
        attributes: Object.fromEntries(pairs.map(([, key, value]) => [key, decoded(value ?? '')])),
      })
      return ''
    },
  )
  if (/[<>]/.test(rest.replaceAll('>', ''))) throw new Error(`Expected plain HTML, got ${rest}`)
  return tags
}

/** The text between the tags, decoded. */
export const htmlText = (html: string): string => decoded(html.replace(/<[^>]*>/g, ''))
