import type { Parents } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { suggestionAt } from './finding.ts'
import type { LessonNodes } from './lesson-nodes.ts'

/**
 * A suggestion at each heading that skips a depth on the way down, and at the second of depth 1. A division counts by
 * itself: authors write `##` in one wherever it stands. Headings in quotes and lists are someone else's.
 */
export const headingFindings = ({ headings }: LessonNodes): readonly Finding[] => {
  const own = headings.filter(({ parent }) => parent.type === 'root' || parent.type === 'section')
  return [...titleFindings(own), ...depthFindings(own)]
}

const titleFindings = (headings: LessonNodes['headings']): readonly Finding[] => {
  const titles = headings.filter(({ heading }) => heading.depth === 1)
  const [first, second] = titles.map(({ heading }) => placeOf(heading))
  if (first === undefined || second === undefined) return []
  const message = `Expected one heading of depth 1, got ${titles.length}, the first in line ${first.line}.`
  return [suggestionAt(second, 'HEADING_ORDER', message, 'Begin the others with `##`.')]
}

const depthFindings = (headings: LessonNodes['headings']): readonly Finding[] => {
  const above = new Map<Parents, number>()
  return headings.flatMap(({ heading, parent }) => {
    const { depth } = heading
    const deepest = (above.get(parent) ?? depth) + 1
    above.set(parent, depth)
    if (depth <= deepest) return []
    const message = `Expected a heading of depth ${deepest} at most, got one of depth ${depth}.`
    const hint = `Begin it with \`${'#'.repeat(deepest)}\`.`
    return [suggestionAt(placeOf(heading), 'HEADING_ORDER', message, hint)]
  })
}
