import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { warningAt } from './finding.ts'
import type { LessonNodes } from './lesson-nodes.ts'

/** A warning at each picture that says nothing to those who cannot see it, but for those marked as decoration. */
export const imageAltFindings = ({ links }: LessonNodes): readonly Finding[] =>
  links.flatMap((node) => {
    if (node.type !== 'image' && node.type !== 'imageReference') return []
    if (node.data?.decorative === true || (node.alt ?? '').trim() !== '') return []
    const message = 'Expected words for those who do not see the picture, got none.'
    const hint = 'Say between `![` and `]` what it shows; decoration gets `{alt=""}` behind it.'
    return [warningAt(placeOf(node), 'IMAGE_ALT', message, hint)]
  })
