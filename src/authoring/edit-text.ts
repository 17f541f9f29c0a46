import { decodeText } from '../lesson/decode-text.ts'
import { type Destination, destinationsOf } from '../lesson/destinations.ts'
import { readFrontMatter } from '../lesson/front-matter.ts'
import { type YamlScalar, yamlScalars, yamlTextWithin } from '../lesson/yaml-scalars.ts'
import { cutUrl, writtenSuffix } from '../source/relative-url.ts'

/** A part of a text, by 0-based offsets, and what is to stand there instead. */
export type TextEdit = { readonly start: number; readonly end: number; readonly text: string }

/** What to write instead of a URL, as Markdown reads it; null to leave it. */
export type RewriteUrl = (url: string) => string | null

/** The edits that give links, pictures and definitions of a Markdown file other URLs. Code is never among them. */
export const linkEdits = (text: string, rewrite: RewriteUrl): readonly TextEdit[] => {
  const { body } = readFrontMatter(text)
  // Both end alike; the front matter's lines are empty in the body.
  const shift = text.length - body.length
  return destinationsOf(body).flatMap((destination) => {
    const url = rewrite(destination.url)
    if (url === null) return []
    const edit = urlEdit(body, destination, url)
    return [{ ...edit, start: edit.start + shift, end: edit.end + shift }]
  })
}

// What stands behind the path is left as it is written, unless its beginning cannot be told for escapes and entities.
const urlEdit = (body: string, { url, start, end }: Destination, wanted: string): TextEdit => {
  const old = cutUrl(url)
  const { path, suffix } = cutUrl(wanted)
  if (body.slice(start, end) === url && suffix === old.suffix) {
    return { start, end: start + old.path.length, text: path }
  }
  return { start, end, text: path + writtenSuffix(suffix) }
}

/** What a scalar of the front matter is to say instead; null to leave it. */
export type RewriteScalar = (scalar: YamlScalar) => string | null

const opening = 3

/** The edits that make scalars of a file's front matter say something else. */
export const frontMatterEdits = (text: string, rewrite: RewriteScalar): readonly TextEdit[] => {
  if (!text.startsWith('---')) return []
  return scalarEdits(text.slice(opening, text.indexOf('\n---', opening)), rewrite).map(
    ({ start, end, text: value }) => ({ start: start + opening, end: end + opening, text: value }),
  )
}

/** The edits that make scalars of YAML say something else. */
export const scalarEdits = (source: string, rewrite: RewriteScalar): readonly TextEdit[] =>
  yamlScalars(source).flatMap((scalar) => {
    const value = rewrite(scalar)
    const text = value === null ? null : yamlTextWithin(scalar, value)
    return text === null ? [] : [{ start: scalar.start, end: scalar.end, text }]
  })

/** The text of a file as the offsets of its edits count in it; empty where it is none. */
export const textIn = (bytes: Uint8Array): string => decodeText(bytes).text ?? ''

/** A file with its text edited. All other bytes stay: its byte order mark and its line ends too. */
export const editBytes = (bytes: Uint8Array, edits: readonly TextEdit[]): Uint8Array => {
  const raw = Buffer.from(bytes).toString('utf8')
  const place = rawOffsets(raw)
  let edited = raw
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    edited = edited.slice(0, place(start)) + text + edited.slice(place(end))
  }
  return Buffer.from(edited)
}

/** Where an offset of the decoded text lies in what was decoded: behind the mark, and behind each CR that was left out. */
const rawOffsets = (raw: string): ((offset: number) => number) => {
  const mark = raw.startsWith('\uFEFF') ? 1 : 0
  const left: number[] = []
  for (let at = raw.indexOf('\r\n'); at !== -1; at = raw.indexOf('\r\n', at + 2)) {
    left.push(at - mark - left.length)
  }
  return (offset) => offset + mark + left.filter((at) => at < offset).length
}
