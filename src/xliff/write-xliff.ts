import { isEmphasis, type Piece, type Span, type Unit } from './unit.ts'

/** A lesson that is to be translated by others. */
export type XliffFile = {
  /** Id of the source's blob. */
  readonly blob: string
  readonly path: string
  /** BCP 47 tags. */
  readonly sourceLanguage: string
  readonly targetLanguage: string
  readonly units: readonly Unit[]
}

export const xliffNamespace = 'urn:oasis:names:tc:xliff:document:2.0'

/**
 * A document of XLIFF 2.0 (OASIS, 2014). The file's `id` is the blob of the source, a unit's `name` the anchor of its section; codes are
 * `ph` and `pc` with what is written there in `originalData`.
 */
export const writeXliff = ({
  blob,
  path,
  sourceLanguage,
  targetLanguage,
  units,
}: XliffFile): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="${xliffNamespace}" version="2.0" srcLang="${attribute(sourceLanguage)}" trgLang="${attribute(targetLanguage)}">
 <file id="${attribute(blob)}" original="${attribute(path)}" canResegment="no" xml:space="preserve">
${units.map(unitElement).join('')} </file>
</xliff>
`

const unitElement = ({ id, anchor, pieces }: Unit): string => {
  const data: string[] = []
  const source = pieces.map((piece) => inline(piece, data)).join('')
  const kept = data.map((text, index) => `<data id="d${index + 1}">${content(text)}</data>`)
  const name = anchor === '' ? '' : ` name="${attribute(anchor)}"`
  return `  <unit id="${id}"${name}>
${kept.length === 0 ? '' : `   <originalData>${kept.join('')}</originalData>\n`}   <segment><source>${source}</source></segment>
  </unit>
`
}

/** A piece inside `source`; what its codes are is added to `data`. */
const inline = (piece: Piece, data: string[]): string => {
  switch (piece.kind) {
    case 'words':
      return content(piece.text)
    case 'line-end':
      return '\n'
    case 'code': {
      const reads = piece.reads === '' ? '' : ` equiv="${attribute(piece.reads)}"`
      const kept = piece.isEscape || piece.id === 'anchor' ? '' : ' canDelete="no"'
      return `<ph id="${piece.id}" canCopy="no"${kept}${reads} dataRef="${reference(piece.data, data)}"/>`
    }
    case 'span':
      return spanElement(piece, data)
  }
}

const spanElement = (span: Span, data: string[]): string => {
  const kept = isEmphasis(span) ? '' : ' canDelete="no"'
  const start = reference(span.opening, data)
  const end = reference(span.closing, data)
  const pieces = span.pieces.map((piece) => inline(piece, data)).join('')
  return `<pc id="${span.id}" canCopy="no"${kept} dataRefStart="${start}" dataRefEnd="${end}">${pieces}</pc>`
}

const reference = (text: string, data: string[]): string => {
  const known = data.indexOf(text)
  return `d${known === -1 ? data.push(text) : known + 1}`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

// What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), but XLIFF has.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

const content = (text: string): string =>
  text
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(unwritable, (character) => `<cp hex="${hex(character)}"/>`)

const hex = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

const attribute = (text: string): string =>
  text
    .replace(unwritable, '\uFFFD')
    .replace(/[&<>"\n\t]/g, (character) => entities[character] ?? '')
