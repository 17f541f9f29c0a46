import type { Html } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { warningAt } from './finding.ts'
import type { LessonNodes } from './lesson-nodes.ts'

/** Whether an `html` node is nothing but comments, which a lesson may have. */
export const isComment = (node: Html): boolean => {
  let rest = node.value.trim()
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4)
    rest = end === -1 ? '' : rest.slice(end + 3).trimStart()
  }
  return rest === ''
}

/** One warning at the first raw HTML of a lesson: it is not published. */
export const rawHtmlFindings = ({ html }: LessonNodes): readonly Finding[] => {
  const first = html.find((node) => !isComment(node))
  if (first === undefined) return []
  const message = 'Expected Markdown, got HTML, which is left out of the published lesson.'
  return [warningAt(placeOf(first), 'HTML_RAW', message, 'Write it in Markdown.')]
}
