import matter from 'gray-matter'
import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { errorAt, type Place, placeAt, quoted, startOfFile } from './finding.ts'
import { readYaml, tooLarge } from './read-yaml.ts'
import { offsetAt, type YamlReading } from './yaml-map.ts'

/** A file cut into its two halves. */
export type FrontMatter = {
  /** The author's keys; null where the front matter has faults, which the findings name. */
  readonly metadata: JsonObject | null
  /** The text with the front matter's lines left empty, so that lines count from the file's first. */
  readonly body: string
  /** The place of the key or list item at a JSON pointer, or of the nearest one around it. */
  readonly placeOf: (pointer: string) => Place
  readonly findings: readonly Finding[]
}

const opening = /^---[ \t]*(?=\n|$)/
const otherLanguage = /^---[ \t]*[^\s-].*/
const closing = /\n(---.*)(?=\n|$)/
// gray-matter hands its engine everything behind the opening's three dashes.
const start = 3
// gray-matter looks for comments with a pattern that backtracks over white space: 64 KiB of empty lines take seconds.
const emptyLines = /\n(?:[ \t]*\n){100}/

/** Cuts a text into front matter and body. A file without front matter has no metadata, which is no fault. */
export const readFrontMatter = (text: string): FrontMatter => {
  const language = otherLanguage.exec(text)?.[0]
  if (language !== undefined) {
    const message = `Expected the first line to be \`---\`, got ${quoted(language)}.`
    return faulty(errorAt(startOfFile, 'FM_LANG', message, 'Write the front matter in YAML.'))
  }
  if (!opening.test(text)) {
    return { metadata: {}, body: text, placeOf: () => startOfFile, findings: [] }
  }
  const end = closing.exec(text.slice(start))
  if (end?.[1]?.trimEnd() !== '---') return unclosed(text, end)
  const block = text.slice(start, start + end.index)
  if (emptyLines.test(block)) {
    const { rule, message, hint } = tooLarge('100 empty lines in a row', block.split('\n').length)
    return faulty(errorAt(startOfFile, rule, message, hint))
  }
  return split(text, start + end.index + '\n---'.length)
}

// gray-matter copies and hashes all that it is given, so it gets no more than what stands above `end`.
const split = (text: string, end: number): FrontMatter => {
  let reading: YamlReading = { value: {}, keys: 0, offsets: new Map(), faults: [] }
  const head = text.slice(0, end)
  matter(head, {
    engines: {
      ...refusedEngines,
      yaml: (block) => {
        reading = readYaml(block)
        return {}
      },
    },
  })
  const placeOf = (pointer: string): Place => {
    const offset = offsetAt(reading.offsets, pointer)
    return offset === undefined ? startOfFile : placeAt(text, start + offset)
  }
  return {
    metadata: reading.value,
    body: '\n'.repeat(head.split('\n').length - 1) + text.slice(end),
    placeOf,
    findings: reading.faults.map((fault) => {
      const place = placeAt(text, start + fault.offset)
      const lines =
        fault.earlier === undefined
          ? ''
          : ` (lines ${placeAt(text, start + fault.earlier).line} and ${place.line}).`
      return errorAt(place, fault.rule, fault.message + lines, fault.hint)
    }),
  }
}

const refuse = (): never => {
  throw new Error('Expected front matter in YAML, got another language.')
}

// gray-matter evaluates `---js` front matter unless every one of its engines is replaced.
const refusedEngines = {
  javascript: refuse,
  js: refuse,
  json: refuse,
  toml: refuse,
  coffee: refuse,
  coffeescript: refuse,
  cson: refuse,
}

const unclosed = (text: string, end: RegExpExecArray | null): FrontMatter => {
  const hint = 'Write `---` alone on the line below the front matter.'
  if (end === null) {
    const message = 'Missing the line `---` that closes the front matter.'
    return faulty(errorAt(startOfFile, 'FM_UNCLOSED', message, hint))
  }
  const place = placeAt(text, start + end.index + 1)
  const message = `Expected the front matter to be closed by \`---\`, got ${quoted(end[1])}.`
  return faulty(errorAt(place, 'FM_UNCLOSED', message, hint))
}

const faulty = (finding: Finding): FrontMatter => ({
  metadata: null,
  body: '',
  placeOf: () => startOfFile,
  findings: [finding],
})
