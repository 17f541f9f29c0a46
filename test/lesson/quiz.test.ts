import { describe, expect, it } from 'vitest'
import { visibleText } from '../../src/embed/visible-text.ts'
import { lessonHtml } from '../../src/publish/lesson-html.ts'
import { lessonOf, read } from './reading.ts'

const quiz = (...lines: string[]): string => ['::: quiz', 'Where?', '', ...lines, ':::'].join('\n')

const found = (text: string) =>
  read(text).findings.map(({ severity, rule, line, message }) => [severity, rule, line, message])

describe('a quiz', () => {
  it.each([
    ['two choices, the first right', quiz('- [x] Up', '- [ ] Down')],
    ['a capital letter for a mark', quiz('- [ ] Up', '- [X] Down')],
    ['numbers', quiz('1. [ ] Up', '2. [x] Down')],
    ['more than one right answer', quiz('- [x] Up', '- [x] Down', '- [ ] Left')],
    ['air between the choices', quiz('- [x] Up', '', '- [ ] Down')],
    ['an ordinary list under a choice', quiz('- [x] Up', '  - for example', '- [ ] Down')],
    [
      'an ordinary list before the choices',
      quiz('- one', '- two', '', 'So?', '', '- [x] A', '- [ ] B'),
    ],
    ['two questions', quiz('- [x] Up', '- [ ] Down', '', 'When?', '', '- [ ] Now', '- [x] Then')],
    ['a class in braces', quiz('- [x] Up', '- [ ] Down').replace('quiz', '{.quiz}')],
  ])('may have %s', (_, text) => {
    expect(found(text)).toEqual([])
  })

  it.each([
    [
      'no right answer',
      quiz('- [ ] Up', '- [ ] Down'),
      'error',
      'QUIZ_ANSWER',
      4,
      'Expected a right answer among the choices, got none.',
    ],
    [
      'no right answer to the second question',
      quiz('- [x] Up', '- [ ] Down', '', 'When?', '', '- [ ] Now', '- [ ] Then'),
      'error',
      'QUIZ_ANSWER',
      9,
      'Expected a right answer among the choices, got none.',
    ],
    [
      'one wrong choice',
      quiz('- [ ] Up'),
      'error',
      'QUIZ_ANSWER',
      4,
      'Expected a right answer among the choices, got none.',
    ],
    [
      'one right choice',
      quiz('- [x] Up'),
      'warning',
      'QUIZ_CHOICES',
      4,
      'Expected right and wrong choices, got one.',
    ],
    [
      'nothing but right choices',
      quiz('- [x] Up', '- [x] Down'),
      'warning',
      'QUIZ_CHOICES',
      4,
      'Expected right and wrong choices, got 2 right ones.',
    ],
    [
      'no list',
      quiz('Guess.'),
      'warning',
      'QUIZ_CHOICES',
      1,
      'Expected a list of choices in the quiz, got none.',
    ],
    [
      'an ordinary list',
      quiz('- Up', '- Down'),
      'warning',
      'QUIZ_CHOICES',
      1,
      'Expected a list of choices in the quiz, got none.',
    ],
    [
      'brackets without a space',
      quiz('- [] Up', '- [x] Down'),
      'warning',
      'QUIZ_CHOICES',
      4,
      'Expected each choice to begin with `[ ]` or `[x]`, got `[] Up`.',
    ],
    [
      'no space behind the brackets',
      quiz('- [ ] Up', '- [x]Down'),
      'warning',
      'QUIZ_CHOICES',
      5,
      'Expected each choice to begin with `[ ]` or `[x]`, got `[x]Down`.',
    ],
  ])('must not have %s', (_, text, severity, rule, line, message) => {
    expect(found(text)).toEqual([[severity, rule, line, message]])
  })

  it.each([
    ['a task list outside of one', '- [ ] Pack\n- [ ] Walk\n'],
    ['a division of another name', quiz('- [ ] Up').replace('quiz', 'checklist')],
  ])('is not %s', (_, text) => {
    expect(found(text)).toEqual([])
  })

  const [open, shut] = [quiz('- [x] Up', '- [ ] Down'), quiz('- [ ] Up', '- [x] Down')].map(
    (text) => lessonOf(text),
  )

  it('is published as a section with boxes, of which those of right answers are ticked', () => {
    const { html } = lessonHtml(lessonOf(quiz('- [x] Up', '- [ ] Down')).tree, {
      resolveLink: () => null,
      resolveMedia: () => null,
    })
    expect(html.replace(/>\s+</g, '><')).toBe(
      '<section class="quiz"><p>Where?</p><ul class="contains-task-list">' +
        '<li class="task-list-item"><input type="checkbox" checked disabled> Up</li>' +
        '<li class="task-list-item"><input type="checkbox" disabled> Down</li></ul></section>',
    )
  })

  it('is found by its question and choices, without telling which are right', () => {
    expect(open && visibleText(open.tree)).toBe('Where?\n\nUp\nDown')
    expect(shut && visibleText(shut.tree)).toBe('Where?\n\nUp\nDown')
  })

  it('is another version when another answer becomes right', () => {
    expect(open?.digest).not.toBe(shut?.digest)
  })
})
