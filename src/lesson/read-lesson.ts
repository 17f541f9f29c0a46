import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { bidiFindings } from './bidi.ts'
import { findComplexity } from './complexity.ts'
import { conflictFindings } from './conflict.ts'
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
import { type ParsedMarkdown, parseMarkdown } from './parse-markdown.ts'
import { checkMetadata } from './schema-findings.ts'
import { structureOf } from './structure.ts'
import { findTreeExcess } from './tree-limits.ts'

/**
 * Reads a Markdown file's bytes as a lesson. Whatever the bytes, the answer is a reading and the same each
 * time; `lesson` is null where the text, its front matter's syntax or its size keep it from being understood.
 * Throws only a `ContentError` with code `CONFIG`, where the shape's schema is not valid.
 */
export const readLesson = (bytes: Uint8Array, shape: LessonShape): LessonReading => {
  const { text, findings } = decodeText(bytes)
  if (text === null) return { lesson: null, findings }
  const front = readFrontMatter(text)
  if (front.metadata === null) {
    const conflicts = conflictsInUnread(text)
    return { lesson: null, findings: conflicts.length > 0 ? conflicts : front.findings }
  }
  const complexity = findComplexity(front.body)
  if (complexity !== null) return { lesson: null, findings: [complexity] }
  const markdown = parseMarkdown(front.body)
  const excess = findTreeExcess(markdown.tree)
  if (excess !== null) return { lesson: null, findings: [excess] }
  // What else is found around a conflict mostly follows from its lines.
  const conflicts = conflictFindings(text, () => markdown.tree)
  if (conflicts.length > 0) return { lesson: null, findings: conflicts }
  return assemble(front, front.metadata, markdown, shape)
}

/** Where the front matter cannot be read, perhaps for a conflict in it. To Markdown its lines are no code. */
const conflictsInUnread = (text: string): readonly Finding[] =>
  findComplexity(text) === null ? conflictFindings(text, () => parseMarkdown(text).tree) : []

const assemble = (
  front: FrontMatter,
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
