import type { Html, Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { warningAt } from './finding.ts'
import { walk } from './walk.ts'

/** Whether an `html` node is nothing but comments, which a lesson may have. */
export const isComment = (node: Html): boolean => {
  let rest = node.value.trim()
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4)
    rest = end === -1 ? '' : rest.slice(end + 3).trimStart()
  }
  return rest === ''
}

/** One warning at the first raw HTML of a tree: it is not published. */
export const rawHtmlFindings = (tree: Root): readonly Finding[] => {
  const findings: Finding[] = []
  walk(tree, (node) => {
    if (node.type !== 'html' || findings.length > 0 || isComment(node)) return
    const message = 'Expected Markdown, got HTML, which is left out of the published lesson.'
    findings.push(warningAt(placeOf(node), 'HTML_RAW', message, 'Write it in Markdown.'))
  })
  return findings
}
