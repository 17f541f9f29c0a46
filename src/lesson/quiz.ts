import type { List, ListItem } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { type Division, placeOf } from './divisions.ts'
import { errorAt, quoted, warningAt } from './finding.ts'
import type { LessonNodes } from './lesson-nodes.ts'
import { textOf } from './text-of.ts'

/**
 * What is wrong with the quizzes: divisions `::: quiz` of questions, each with a task list of choices below it in
 * which `[x]` marks the right ones.
 */
export const quizFindings = ({ divisions }: LessonNodes): readonly Finding[] =>
  divisions.filter(({ name }) => name === 'quiz').flatMap(findingsOf)

const findingsOf = (quiz: Division): readonly Finding[] => {
  const lists = quiz.children.filter((child) => child.type === 'list').filter(isTaskList)
  if (lists.length > 0) return lists.flatMap(listFindings)
  const message = 'Expected a list of choices in the quiz, got none.'
  const hint = 'Write lines `- [ ] …` below the question, and `- [x] …` for what is right.'
  return [warningAt(placeOf(quiz), 'QUIZ_CHOICES', message, hint)]
}

const isChoice = ({ checked }: ListItem): boolean => typeof checked === 'boolean'
const isTaskList = ({ children }: List): boolean => children.some(isChoice)

const listFindings = (list: List): readonly Finding[] => {
  const other = list.children.find((item) => !isChoice(item))
  if (other !== undefined) {
    const message = `Expected each choice to begin with \`[ ]\` or \`[x]\`, got ${quoted(textOf(other))}.`
    const hint = 'A space stands between the brackets of a wrong choice, and one behind them.'
    return [warningAt(placeOf(other), 'QUIZ_CHOICES', message, hint)]
  }
  const right = list.children.filter(({ checked }) => checked === true).length
  const all = list.children.length
  if (right === 0) {
    const message = 'Expected a right answer among the choices, got none.'
    return [errorAt(placeOf(list), 'QUIZ_ANSWER', message, 'Write `[x]` before what is right.')]
  }
  if (all > 1 && right < all) return []
  const found = all === 1 ? 'one' : `${all} right ones`
  const message = `Expected right and wrong choices, got ${found}.`
  return [warningAt(placeOf(list), 'QUIZ_CHOICES', message, 'Write wrong ones as `- [ ] …`.')]
}
