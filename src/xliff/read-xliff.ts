import { parseXml, XmlCdata, XmlElement, XmlText } from '@rgrove/parse-xml'
import { ContentError } from '../errors.ts'
import type { TargetPiece } from './unit.ts'
import { xliffNamespace } from './write-xliff.ts'

/** What a translated file says. */
export type ReadXliff = {
  /** Id of the blob of the source that was exported. */
  readonly blob: string
  readonly path: string
  readonly targetLanguage: string
  readonly units: readonly ReadUnit[]
}

/** A unit as it came back; `target` is null where nobody has translated it. */
export type ReadUnit = { readonly id: string; readonly target: readonly TargetPiece[] | null }

const largest = 16 * 1024 * 1024

/**
 * Reads what `writeXliff` wrote and others translated: XLIFF 2.x with one file. Segments of a unit are joined, annotations are passed by.
 * @throws ContentError `USAGE` for what is no such file
 */
export const readXliff = (bytes: Uint8Array): ReadXliff => {
  if (bytes.byteLength > largest) {
    throw unreadable(`Expected at most ${largest} bytes of XLIFF, got ${bytes.byteLength}.`)
  }
  const root = parse(new TextDecoder().decode(bytes))
  const { version = '', trgLang = '' } = root.attributes
  if (localName(root) !== 'xliff' || !isXliff(root) || !version.startsWith('2.')) {
    throw unreadable('Expected a document of XLIFF 2.0, got another one.')
  }
  const [file, another] = childrenOf(root, 'file')
  if (file === undefined || another !== undefined) {
    throw unreadable('Expected one `file` in the document.')
  }
  return {
    blob: file.attributes.id ?? '',
    path: file.attributes.original ?? '',
    targetLanguage: trgLang,
    units: unitElements(file).map((unit) => ({
      id: unit.attributes.id ?? '',
      target: targetOf(unit),
    })),
  }
}

const unreadable = (message: string, cause?: unknown): ContentError =>
  new ContentError('USAGE', message, {
    hint: 'A file to import is one that `hma-content translations export` wrote, with `target` elements in it.',
    ...(cause === undefined ? {} : { cause }),
  })

const parse = (text: string): XmlElement => {
  try {
    const { root } = parseXml(text)
    if (root !== null) return root
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw unreadable(`Expected XML, got something else: ${reason}.`, cause)
  }
  throw unreadable('Expected XML, got nothing.')
}

/** Some tools write every name with a prefix. */
const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1)

const isXliff = ({ name, attributes }: XmlElement): boolean =>
  attributes[name.includes(':') ? `xmlns:${name.slice(0, name.indexOf(':'))}` : 'xmlns'] ===
  xliffNamespace

const elementsOf = ({ children }: XmlElement): readonly XmlElement[] =>
  children.filter((child) => child instanceof XmlElement)

const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  elementsOf(element).filter((child) => localName(child) === name)

const unitElements = (element: XmlElement): readonly XmlElement[] =>
  elementsOf(element).flatMap((child) => {
    if (localName(child) === 'unit') return [child]
    return localName(child) === 'group' ? unitElements(child) : []
  })

/** The targets of all segments, one behind the other, with what stands between them; null where a segment has none. */
const targetOf = (unit: XmlElement): readonly TargetPiece[] | null => {
  const parts = elementsOf(unit).filter((part) =>
    ['segment', 'ignorable'].includes(localName(part)),
  )
  const targets = parts.map((part) => {
    const [target] = childrenOf(part, 'target')
    const [source] = localName(part) === 'ignorable' ? childrenOf(part, 'source') : []
    return target ?? source ?? null
  })
  return targets.includes(null)
    ? null
    : joined(targets.flatMap((target) => (target === null ? [] : piecesIn(target))))
}

/** An opening (`sc`) or closing code (`ec`), which tools may write instead of the span around words. */
type Mark =
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'close'; readonly id: string }

const piecesIn = (element: XmlElement): readonly (TargetPiece | Mark)[] =>
  element.children.flatMap((child): readonly (TargetPiece | Mark)[] => {
    if (child instanceof XmlText || child instanceof XmlCdata) return [words(child.text)]
    if (!(child instanceof XmlElement)) return []
    const { id = '', startRef, hex = '' } = child.attributes
    switch (localName(child)) {
      case 'ph':
        return [{ kind: 'code', id }]
      case 'pc':
        return [{ kind: 'open', id }, ...piecesIn(child), { kind: 'close', id }]
      case 'sc':
        return [{ kind: 'open', id }]
      case 'ec':
        return [{ kind: 'close', id: startRef ?? id }]
      case 'cp':
        return [words(String.fromCodePoint(Number.parseInt(hex, 16) || 0xfffd))]
      default:
        return piecesIn(child)
    }
  })

const words = (text: string): TargetPiece => ({ kind: 'words', text })

/** Makes spans of what stands between marks. */
const joined = (parts: readonly (TargetPiece | Mark)[]): readonly TargetPiece[] => {
  const open: { readonly id: string; readonly pieces: TargetPiece[] }[] = [{ id: '', pieces: [] }]
  for (const part of parts) {
    const innermost = open.at(-1)
    if (part.kind === 'open') open.push({ id: part.id, pieces: [] })
    else if (part.kind !== 'close') add(innermost?.pieces ?? [], part)
    else if (innermost?.id === part.id) {
      open.pop()
      open.at(-1)?.pieces.push({ kind: 'span', ...innermost })
    } else throw unreadable(`Expected the code \`${part.id}\` to be opened before it is closed.`)
  }
  const [outermost, unclosed] = open
  if (unclosed !== undefined) {
    throw unreadable(`Expected the code \`${unclosed.id}\` to be closed in its unit.`)
  }
  return outermost?.pieces ?? []
}

const add = (pieces: TargetPiece[], piece: TargetPiece): void => {
  const last = pieces.at(-1)
  if (last?.kind === 'words' && piece.kind === 'words') {
    pieces[pieces.length - 1] = words(last.text + piece.text)
  } else pieces.push(piece)
}
