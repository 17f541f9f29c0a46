import type { LessonNodes } from './lesson-nodes.ts'

/** What a body is built of besides headings, links and pictures: a translation has the same. */
export type Structure = {
  /** How many blocks of code. */
  readonly code: number
  /** Names of the divisions, in the order of the text. */
  readonly divisions: readonly string[]
  /** Choices of each quiz list in the order of the text: `x` for a right one, `.` for a wrong one. */
  readonly quizzes: readonly string[]
  /** What a program replaces, such as `{name}`, by the alphabet. */
  readonly placeholders: readonly string[]
}

// As templates, gettext and most message formats write them.
const placeholder =
  /\{\{[^{}\n]{1,80}\}\}|\$?\{[\p{L}\p{N}_.]{1,80}\}|%\(\w{1,80}\)[sd]|%[sd](?!\w)/gu

/** What a body is built of. */
export const structureOf = ({ code, divisions, texts }: LessonNodes): Structure => ({
  code,
  divisions: divisions.map(({ name }) => name),
  quizzes: divisions
    .filter(({ name }) => name === 'quiz')
    .flatMap(({ children }) => children.flatMap((child) => (child.type === 'list' ? [child] : [])))
    .map(({ children }) => children.map(({ checked }) => (checked === true ? 'x' : '.')).join('')),
  placeholders: texts
    .filter((text) => text.includes('{') || text.includes('%'))
    .flatMap((text) => text.match(placeholder) ?? [])
    .toSorted(),
})
