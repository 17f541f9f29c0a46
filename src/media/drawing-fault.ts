import type { Finding } from '../diagnostic.ts'
import { mediaFinding } from './media-finding.ts'
import type { PictureSize } from './picture-size.ts'
import { type XmlPart, type XmlTag, xmlParts } from './xml-tags.ts'

// Texts of diagrams have some hundred kilobytes, drawings with pictures in them some megabytes.
const longestDrawing = 8 * 1024 * 1024

/**
 * What keeps an SVG from being drawn as its author sees it, or is dangerous wherever the file itself is opened:
 * scripts, HTML inside, anything from elsewhere. Null where there is nothing of the kind. What is published is drawn
 * from it as a bitmap, so nothing that is overlooked here ever reaches a reader.
 */
export const drawingFault = (data: Buffer): Finding | null => {
  if (data.length > longestDrawing) {
    return fault(`at most ${longestDrawing} bytes`, `${data.length}`, 'Keep pictures out of it.')
  }
  for (const part of xmlParts(data.toString())) {
    const found = partFault(part)
    if (found !== null) return found
  }
  return null
}

/** The size that the root element states in pixels; null where it states none. */
export const drawingSize = (data: Buffer): PictureSize | null => {
  for (const part of xmlParts(data.toString('utf8', 0, 64 * 1024))) {
    if (part.kind !== 'tag' || part.tag.name !== 'svg') continue
    const [width, height] = ['width', 'height'].map((name) => pixelsOf(part.tag, name))
    return width && height ? { width, height } : null
  }
  return null
}

const pixelsOf = ({ attributes }: XmlTag, wanted: string): number => {
  const value = attributes.find(([name]) => name === wanted)?.[1] ?? ''
  return Number(/^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/.exec(value)?.[1] ?? 0)
}

const fault = (expected: string, got: string, hint: string): Finding =>
  mediaFinding('MEDIA_SVG', `Expected ${expected}, got ${got}.`, hint)

const elsewhere = (address: string): Finding =>
  fault(
    'a drawing that has all of itself inside',
    `a reference to \`${address.slice(0, 80)}\``,
    'Embed the picture or font in the drawing, or convert the text to paths.',
  )

const htmlInside = new Set(['foreignObject', 'iframe', 'embed', 'object', 'audio', 'video'])
const active = new Set(['script', 'handler', 'listener'])

const partFault = (part: XmlPart): Finding | null => {
  if (part.kind === 'style') return styleFault(part.text)
  if (part.kind === 'declaration') return entityFault(part.text)
  const { name, attributes } = part.tag
  if (active.has(name)) return scripted(`\`<${name}>\``)
  if (htmlInside.has(name)) {
    return fault(
      'a drawing',
      `HTML in it (\`<${name}>\`), which is not drawn`,
      'Export it without HTML labels: in draw.io without `Formatted Text`, in Mermaid with `htmlLabels: false`.',
    )
  }
  for (const [key, value] of attributes) {
    const found = attributeFault(name, key, value)
    if (found !== null) return found
  }
  return null
}

const scripted = (what: string): Finding =>
  fault(
    'a drawing without scripts',
    what,
    'Remove it, for example by saving as plain SVG in Inkscape.',
  )

const attributeFault = (element: string, key: string, value: string): Finding | null => {
  if (/^on[a-z]/i.test(key)) return scripted(`\`${key}\``)
  if (key === 'style' || /^\s*url\(/i.test(value)) return styleFault(value)
  if (key !== 'href' && key !== 'src') return null
  if (/^\s*javascript:/i.test(value)) return scripted(`\`${key}="javascript:…"\``)
  const inside = /^\s*(?:#|$|data:image\/(?:png|jpeg|gif|webp)[;,])/i.test(value)
  return inside || element === 'a' ? null : elsewhere(value)
}

const styleFault = (style: string): Finding | null => {
  const [address] = /@import[^;]*|url\((?!\s*["']?(?:#|data:))[^)]*/i.exec(style) ?? []
  return address === undefined ? null : elsewhere(address)
}

// Illustrator declares the names of namespaces as entities, which is harmless; others read files or multiply.
const entityFault = (declaration: string): Finding | null => {
  const isEntity = /<!ENTITY\s/i.test(declaration)
  const isHarmless =
    /^[^%&]*$/.test(declaration) && !/ENTITY\s+\S+\s+(?:SYSTEM|PUBLIC)/i.test(declaration)
  return !isEntity || isHarmless
    ? null
    : fault(
        'a drawing without entities',
        'entities that read files or contain others',
        'Save it as plain SVG.',
      )
}
