import { element } from './element.js'

/**
 * Makes forms of the quizzes in a lesson: below each question a list of boxes, of which `checked` says that it is
 * right. Where there are several quizzes, what came of all of them stands at the end.
 */
export const makeQuizzes = (root, words) => {
  const quizzes = [...root.querySelectorAll('section.quiz')]
  const forms = quizzes.flatMap((quiz, at) => formsOf(quiz, `quiz-${at + 1}`, words))
  if (forms.length < 2) return
  const score = element('p', { class: 'score', role: 'status' })
  root.append(score)
  const count = () => {
    const answered = forms.filter(({ dataset }) => dataset.outcome !== undefined)
    const right = answered.filter(({ dataset }) => dataset.outcome === 'right')
    score.textContent = answered.length === 0 ? '' : words.score(right.length, forms.length)
  }
  for (const form of forms) form.addEventListener('answered', count)
}

/** One form for each list of choices, with all before it as the question and solutions behind it as the answer. */
const formsOf = (quiz, name, words) => {
  const forms = []
  let question = []
  for (const node of [...quiz.childNodes]) {
    if (node instanceof HTMLUListElement && node.matches('.contains-task-list')) {
      const form = quizForm(question, node, `${name}-${forms.length + 1}`, words)
      node.replaceWith(form)
      form.prepend(...question)
      forms.push(form)
      question = []
    } else if (node instanceof HTMLElement && node.matches('.solution') && forms.length > 0) {
      node.hidden = true
      forms.at(-1).append(node)
    } else {
      question.push(node)
    }
  }
  return forms
}

const quizForm = (question, list, name, words) => {
  const boxes = [...list.querySelectorAll(':scope > li input')]
  const isRight = boxes.map((box) => box.hasAttribute('checked'))
  const type = isRight.filter(Boolean).length === 1 ? 'radio' : 'checkbox'
  const lines = question.filter((node) => node instanceof HTMLElement)
  for (const [at, line] of lines.entries()) line.id ||= `${name}-question-${at + 1}`
  const choices = boxes.map((box) => choiceOf(box, type, name))
  const group = element(
    'div',
    {
      role: type === 'radio' ? 'radiogroup' : 'group',
      'aria-labelledby': lines.map(({ id }) => id).join(' '),
      class: 'choices',
    },
    type === 'radio' ? null : element('p', { class: 'facts' }, words.several),
    choices.map(({ label }) => label),
  )
  const status = element('p', { class: 'verdict', role: 'status' })
  const button = element('button', { type: 'submit' }, words.check)
  const form = element(
    'form',
    { class: 'answer' },
    group,
    element('div', { class: 'act' }, button, status),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (form.dataset.outcome !== undefined) ask()
    else if (choices.some(({ input }) => input.checked)) judge()
    else status.textContent = words.choose
  })
  const judge = () => {
    for (const [at, { input, label, mark }] of choices.entries()) {
      const state = isRight[at] ? 'right' : input.checked ? 'wrong' : ''
      label.dataset.state = state
      mark.textContent = words[state] ?? ''
      input.disabled = true
    }
    const isAllRight = choices.every(({ input }, at) => input.checked === isRight[at])
    form.dataset.outcome = isAllRight ? 'right' : 'wrong'
    show(isAllRight ? words.allRight : words.notRight, words.again)
  }
  const ask = () => {
    for (const { input, label, mark } of choices) {
      delete label.dataset.state
      mark.textContent = ''
      input.disabled = input.checked = false
    }
    delete form.dataset.outcome
    show('', words.check)
  }
  const show = (verdict, next) => {
    status.textContent = verdict
    button.textContent = next
    for (const solution of form.querySelectorAll(':scope > .solution'))
      solution.hidden = form.dataset.outcome === undefined
    form.dispatchEvent(new Event('answered'))
  }
  return form
}

const choiceOf = (box, type, name) => {
  const item = box.closest('li')
  box.remove()
  // In a list with empty lines between its items, each stands in a paragraph.
  for (const paragraph of item.querySelectorAll(':scope > p'))
    paragraph.replaceWith(...paragraph.childNodes)
  const input = element('input', { type, name })
  const mark = element('span', { class: 'mark' })
  const label = element('label', {}, input, element('span', {}, ...item.childNodes), mark)
  return { input, label, mark }
}
