import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { bidiFindings } from './bidi.ts'
import { findComplexity } from './complexity.ts'
import { conflictFindings, hasConflict } from './conflict.ts'
import { decodeText } from './decode-text.ts'
import { contentDigest, sourceDigest } from './digest.ts'
import { durationFindings } from './duration.ts'
import { fieldPlaces } from './field-places.ts'
import type { Place } from './finding.ts'
import { type FrontMatter, readFrontMatter } from './front-matter.ts'
import { idMissingFindings } from './id-missing.ts'
import type { LessonReading, LessonShape } from './lesson.ts'
import { lessonFields } from './lesson-fields.ts'
import { lessonNodes } from './lesson-nodes.ts'
import { linkFindings, linksOf } from './links.ts'
import { nodeFindings } from './node-findings.ts'
import { normalTree } from './normal-tree.ts'
import { outlineOf } from './outline.ts'
import type { ParsedMarkdown } from './parse-markdown.ts'
import { checkMetadata } from './schema-findings.ts'
import { structureOf } from './structure.ts'
import { findTreeExcess } from './tree-limits.ts'

/** A reading that waits for the syntax tree of a text. */
export type BegunReading = {
  readonly body: string
  readonly finish: (markdown: ParsedMarkdown) => LessonReading
}

/**
 * Reads a Markdown file's bytes up to its Markdown, which is left to the caller to parse; complete where that is not
 * needed, or may take too long.
 */
export const beginReading = (
  bytes: Uint8Array,
  shape: LessonShape,
): LessonReading | BegunReading => {
  const { text, findings } = decodeText(bytes)
  if (text === null) return { lesson: null, findings }
  const { metadata, ...front } = readFrontMatter(text)
  if (metadata === null) return beginUnread(text, front.findings)
  const complexity = findComplexity(front.body)
  if (complexity !== null) return { lesson: null, findings: [complexity] }
  return {
    body: front.body,
    finish: (markdown) => {
      const excess = findTreeExcess(markdown.tree)
      if (excess !== null) return { lesson: null, findings: [excess] }
      // What else is found around a conflict mostly follows from its lines.
      const conflicts = conflictFindings(text, () => markdown.tree)
      if (conflicts.length > 0) return { lesson: null, findings: conflicts }
      return assemble(front, metadata, markdown, shape)
    },
  }
}

/** Where the front matter cannot be read, perhaps for a conflict in it. To Markdown its lines are no code. */
const beginUnread = (text: string, findings: readonly Finding[]): LessonReading | BegunReading => {
  if (!hasConflict(text) || findComplexity(text) !== null) return { lesson: null, findings }
  return {
    body: text,
    finish: ({ tree }) => {
      const conflicts = conflictFindings(text, () => tree)
      return { lesson: null, findings: conflicts.length > 0 ? conflicts : findings }
    },
  }
}

const assemble = (
  front: Omit<FrontMatter, 'metadata'>,
  written: JsonObject,
  { tree, findings }: ParsedMarkdown,
  shape: LessonShape,
): LessonReading => {
  const checked = checkMetadata(written, shape, front.placeOf)
  const read = lessonFields(checked.metadata, shape, front.placeOf)
  const outline = outlineOf(tree)
  const nodes = lessonNodes(tree)
  const links = linksOf(nodes)
  const heading = outline.find((section) => section.depth > 0 && section.title !== '')
  const fields = { ...read.fields, title: read.fields.title ?? heading?.title ?? null }
  return {
    lesson: {
      fields,
      metadata: checked.metadata,
      tree,
      outline,
      links,
      structure: structureOf(nodes),
      places: fieldPlaces(fields, shape, front.placeOf),
      digest: contentDigest(written, shape, normalTree(tree)),
      sourceDigest: sourceDigest(fields, outline),
    },
    findings: inOrder([
      ...checked.findings.filter((found) => !read.findings.some((own) => isAt(own, found))),
      ...read.findings,
      ...idMissingFindings(written, shape),
      ...durationFindings(fields.durationMinutes, outline, shape, front.placeOf),
      ...findings,
      ...linkFindings(links),
      ...nodeFindings(nodes),
      ...bidiFindings(front.body),
    ]),
  }
}

// Our own words for an id, a slug or a date say more than a schema's pattern.
const isAt = (one: Place, other: Place): boolean =>
  one.line === other.line && one.column === other.column

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.line - b.line || a.column - b.column)
