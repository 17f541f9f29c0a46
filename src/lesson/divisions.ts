import type { Nodes, Parent, Root, RootContent } from 'mdast'
import type {} from 'remark-rehype'
import type { Finding } from '../diagnostic.ts'
import type { DivisionFence } from './division-syntax.ts'
import { type Place, startOfFile, warningAt } from './finding.ts'

/** A part of a lesson with a name, written between lines of colons, such as a challenge with its solution. */
export interface Division extends Parent {
  type: 'section'
  name: string
  children: RootContent[]
}

declare module 'mdast' {
  interface RootContentMap {
    section: Division
  }
}

/**
 * Puts what stands between an opening and its closing line into a `section` node, in place; no colon
 * line is left. A closing line ends the innermost open section, however many colons it has.
 */
export const nestDivisions = (root: Root): readonly Finding[] => {
  const findings: Finding[] = []
  nestIn(root, findings)
  return findings
}

const nestIn = (parent: Parent | Root, findings: Finding[]): void => {
  const outer: RootContent[] = []
  const open: Division[] = []
  for (const child of parent.children) {
    const siblings = open.at(-1)?.children ?? outer
    if (child.type !== 'divisionFence') {
      siblings.push(child)
      if ('children' in child) nestIn(child, findings)
    } else if (child.directive !== null) {
      siblings.push({ ...child, type: 'html', value: `<!--${child.directive}-->` })
      findings.push(foreignDirective(child))
    } else if (child.name !== null && !closes(open, child.name)) {
      const section = sectionOf(child.name, child)
      siblings.push(section)
      open.push(section)
    } else {
      closeInnermost(open, child, findings)
    }
  }
  for (const section of open) findings.push(unclosed(section))
  parent.children = outer
}

// DocFX ends `::: moniker` with `::: moniker-end` instead of a bare line.
const closes = (open: readonly Division[], name: string): boolean =>
  open.length > 0 && name === `${open.at(-1)?.name}-end`

// Kept as a comment: it is not published, but a change of it is a change of the lesson.
const foreignDirective = (fence: DivisionFence): Finding => {
  const message = 'Expected Markdown, got a directive of another dialect, which is left out.'
  return warningAt(
    placeOf(fence),
    'DIV_DIRECTIVE',
    message,
    'Write a picture or a link in Markdown.',
  )
}

const closeInnermost = (open: Division[], fence: DivisionFence, findings: Finding[]): void => {
  const section = open.pop()
  if (section === undefined) {
    const message = 'Expected an open section before this closing line of colons, got none.'
    findings.push(warningAt(placeOf(fence), 'DIV_STRAY', message, 'Remove the line.'))
  } else if (section.position !== undefined && fence.position !== undefined) {
    section.position = { start: section.position.start, end: fence.position.end }
  }
}

const sectionOf = (name: string, fence: DivisionFence): Division => ({
  type: 'section',
  name,
  children: fence.title === '' ? [] : [titleOf(fence)],
  data: { hName: 'section', hProperties: { className: [name] } },
  ...(fence.position === undefined ? {} : { position: fence.position }),
})

const titleOf = ({ title, position }: DivisionFence): RootContent => ({
  type: 'paragraph',
  children: [{ type: 'strong', children: [{ type: 'text', value: title }] }],
  ...(position === undefined ? {} : { position }),
})

const unclosed = (section: Division): Finding => {
  const message = `Missing the line of colons that closes the section \`${section.name}\`.`
  return warningAt(placeOf(section), 'DIV_UNCLOSED', message, 'Write `:::` below it.')
}

/** Where a node of a lesson's tree stands; the file's start for one that was not written there. */
export const placeOf = (node: Nodes): Place => node.position?.start ?? startOfFile
