import type { Finding } from '../diagnostic.ts'
import { headingFindings } from './heading-order.ts'
import { imageAltFindings } from './image-alt.ts'
import type { LessonNodes } from './lesson-nodes.ts'
import { quizFindings } from './quiz.ts'
import { rawHtmlFindings } from './raw-html.ts'

/** What is wrong with the HTML, pictures, headings and quizzes of a body. Links have rules of their own. */
export const nodeFindings = (nodes: LessonNodes): readonly Finding[] => [
  ...rawHtmlFindings(nodes),
  ...imageAltFindings(nodes),
  ...headingFindings(nodes),
  ...quizFindings(nodes),
]
