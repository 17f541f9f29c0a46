import type { Image, ImageReference, Parents, PhrasingContent, Root } from 'mdast'
import type {} from 'remark-rehype'
import { walk } from './walk.ts'

declare module 'mdast' {
  interface ImageData {
    /** Whether its author wrote that there is nothing to say of it, as `{alt=""}`. */
    decorative?: boolean
  }
  interface ImageReferenceData {
    decorative?: boolean
  }
}

const maximumLength = 2_000
// Each character can be taken in one way only: `\s+` inside the repetition made some 30 spaces take seconds.
const block =
  /^\{((?:\s|[#.][\w-]+(?=[\s}])|[\w-]+=(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s'"{}=]+)(?=[\s}]))*)\}/
const attribute = /\.([\w-]+)|([\w-]+)=(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(\S+))/g
const width = /^\d{1,5}(?:\.\d{1,3})?(?:px|%)?$/

/**
 * Applies `{alt='…' width="40%" .class}` written directly behind an image to that image, in place, and
 * removes it from the text. `source` is the text that the tree was parsed from.
 */
export const applyImageAttributes = (root: Root, source: string): void => {
  walk(root, (node, parent, index) => {
    if (node.type !== 'image' && node.type !== 'imageReference') return
    const end = node.position?.end.offset
    if (end === undefined || source[end] !== '{') return
    const found = block.exec(source.slice(end, end + maximumLength))
    if (found === null) return
    apply(node, found[1] ?? '')
    removeUntil(parent, index + 1, end, end + found[0].length, source)
  })
}

/** The attributes written behind a picture, and where among them its alternative text stands, without quotes. */
export type WrittenAttributes = {
  /** 0-based offset behind the closing brace. */
  readonly end: number
  readonly alt: { readonly start: number; readonly end: number; readonly quote: string } | null
}

/** What `applyImageAttributes` takes from a text behind the picture that ends at an offset; null where that is nothing. */
export const attributesBehind = (source: string, offset: number): WrittenAttributes | null => {
  const found =
    source[offset] === '{' ? block.exec(source.slice(offset, offset + maximumLength)) : null
  if (found === null) return null
  return { end: offset + found[0].length, alt: quotedAlt(found[0], offset) }
}

/** The last one wins, as where they are applied. */
const quotedAlt = (written: string, offset: number): WrittenAttributes['alt'] => {
  let alt: WrittenAttributes['alt'] = null
  for (const { 0: whole, 2: key, index } of written.matchAll(attribute)) {
    const quote = whole.at(-1) ?? ''
    if (key !== 'alt' || !(quote === "'" || quote === '"')) continue
    const start = offset + index + whole.indexOf(quote) + 1
    alt = { start, end: offset + index + whole.length - 1, quote }
  }
  return alt
}

const apply = (image: Image | ImageReference, attributes: string): void => {
  const classes: string[] = []
  for (const [, className, key, single, double, bare] of attributes.matchAll(attribute)) {
    const value = unescaped(single ?? double ?? bare ?? '')
    if (className !== undefined) classes.push(className)
    if (key === 'alt') {
      image.alt = value
      image.data = { ...image.data, decorative: value.trim() === '' }
    }
    if (key === 'width' && width.test(value)) {
      image.data = { ...image.data, hProperties: { ...image.data?.hProperties, width: value } }
    }
  }
  if (classes.length > 0) {
    image.data = { ...image.data, hProperties: { ...image.data?.hProperties, className: classes } }
  }
}

const unescaped = (value: string): string =>
  value.replace(/\\([\\'"])/g, '$1').replace(/\n[ \t>]*/g, ' ')

// The block may have been parsed into several nodes, for example where an alt text holds an address.
const removeUntil = (
  parent: Parents,
  index: number,
  start: number,
  end: number,
  source: string,
): void => {
  const siblings = parent.children as PhrasingContent[]
  for (let next = siblings[index]; next !== undefined; next = siblings[index]) {
    const from = next.position?.start.offset ?? end
    const to = next.position?.end.offset ?? end
    if (from >= end) return
    if (to > end) {
      if (next.type === 'text')
        next.value = behind(next.value, source.slice(Math.max(from, start), end))
      return
    }
    siblings.splice(index, 1)
  }
}

// A text's value differs from its source by escapes and entities, but not in its braces.
const behind = (value: string, removed: string): string => {
  let rest = value
  for (let braces = removed.split('}').length - 1; braces > 0; braces -= 1) {
    rest = rest.slice(rest.indexOf('}') + 1)
  }
  return rest
}
