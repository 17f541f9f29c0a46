import type { Html, Nodes, Parents, Root } from 'mdast'
import { colonFence, type DivisionFence, fenceOf } from './division-syntax.ts'
import { walk } from './walk.ts'

/** A tree, and the text that its offsets count in: the body, or one whose lines of colons are longer. */
export type FastTree = { readonly tree: Root; readonly source: string }

/**
 * Parses Markdown as `referenceTree` does, some fifty times faster, with sätteri. Null for the few texts that
 * the two are known to read differently; a test compares them over every text of real repositories.
 */
export const fastTree = (body: string): FastTree | null => {
  if (native === null || isReadDifferently(body)) return null
  if (!body.includes(colonFence)) return { tree: parse(body), source: body }
  return body.includes(mark) ? null : withFences(body)
}

/**
 * Whether there is a line of colons behind a list or quote marker; an address that `|` or `}` touches; characters outside
 * the basic plane (emoji) that touch an address or emphasis, which remark classifies by half of them.
 */
const isReadDifferently = (body: string): boolean =>
  (body.includes(colonFence) && markedFence.test(body)) ||
  (touchedAddress.test(body) && hasBareAddress(body)) ||
  (halfCharacter.test(body) && touchedCharacter.test(body))

// Most texts have neither such lines nor such characters, and one look for what is common to them takes a fraction.
const markedFence = /^[ \t]*(?:[>*+-]|\d{1,9}[.)])[\s>*+\-\d.)]*:{3}/m
const touchedAddress = /(?:https?:\/\/|www\.)[^\s|<]*\||\}(?:https?:\/\/|www\.)/i
const halfCharacter = /[\uD800-\uDFFF]/
const touchedCharacter = /[*_~][\uD800-\uDBFF]|[\uDC00-\uDFFF](?:[*_~]|https?:\/\/|www\.)/i

// `[text](https://…)|`, a link in a table's cell, is read alike where no bare address stands in a row. One text in a hundred
// of a real repository's history is such, and all of them took as long as the rest.
const hasBareAddress = (body: string): boolean =>
  body
    .replace(linkToAddress, '[]')
    .split('\n')
    .some((line) => /[|}]/.test(line) && address.test(line))

const address = /https?:\/\/|www\./i
const linkToAddress = /(?<!\\)\[[^[\]|`\n]*\]\((?:https?:\/\/|www\.)[^\s|<>()\\]*\)/gi

// A native module: where its binary does not load, the reference reads everything.
const native = await import('satteri').catch(() => null)

const parse = (body: string): Root =>
  native?.markdownToMdast(body, { features: { frontmatter: false } }) as Root

// To sätteri a line of colons is a paragraph's text. A processing instruction, like a fence, is a block of its own
// that ends what stands before it, so each such line is parsed as one and made a fence afterwards; in code, or in a
// comment, it is put back.
const mark = '<?fence '
const marked = /<\?fence (\d+)\?>/g
const alone = /^([ \t]*)<\?fence (\d+)\?>\s*$/
const colons = /^([ \t]*)(:{3}.*)$/gm

const withFences = (body: string): FastTree | null => {
  const lines: string[] = []
  const source = body.replace(colons, (line, indent: string, text: string) => {
    if (fenceOf(text) === null) return line
    lines.push(text)
    return `${indent}${mark}${lines.length - 1}?>`
  })
  const tree = parse(source)
  return restoreFences(tree, lines) ? { tree, source } : null
}

/** Puts fences and texts where their marks stand; false where one stands inside a paragraph, or cut some code. */
const restoreFences = (tree: Root, lines: readonly string[]): boolean => {
  let isWhole = true
  walk(tree, (node, parent, index) => {
    if (isCutCode(node, parent.children[index - 1])) isWhole = false
    if (!('value' in node) || !node.value.includes(mark)) return
    const [, indent = '', number] = alone.exec(node.value) ?? []
    const line = number === undefined ? undefined : lines[Number(number)]
    if (node.type === 'html' && isFlow(parent)) {
      if (line !== undefined) parent.children[index] = fenceAt(node, indent, line)
    } else if (node.type !== 'code') {
      isWhole = false
    }
    node.value = node.value.replace(marked, (_, place: string) => lines[Number(place)] ?? '')
  })
  return isWhole
}

// sätteri 0.10 may end indented code behind a processing instruction after its first line.
const isCutCode = (node: Nodes, before: Nodes | undefined): boolean =>
  node.type === 'code' &&
  before?.type === 'code' &&
  before.position?.end.line === (node.position?.start.line ?? 0) - 1

const isFlow = (parent: Parents): boolean =>
  parent.type === 'root' ||
  parent.type === 'listItem' ||
  parent.type === 'blockquote' ||
  parent.type === 'footnoteDefinition'

const fenceAt = ({ position }: Html, indent: string, line: string): DivisionFence => {
  const fence = fenceOf(line) ?? { type: 'divisionFence', name: null, title: '', directive: null }
  if (position === undefined) return fence
  const start = { line: position.start.line, column: position.start.column + indent.length }
  return { ...fence, position: { start, end: { ...start, column: start.column + line.length } } }
}
