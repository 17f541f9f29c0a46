import { describe, expect, it } from 'vitest'
import { compare } from '../../bench/soak/checks.ts'
import { liveLine, liveTexts, type ModelLesson } from '../../bench/soak/model.ts'

const file = (title: string) => ({
  path: '',
  content: '',
  revision: 1,
  broken: false,
  fit: { title, commit: 'c0ffee' },
})

const lesson: ModelLesson = {
  key: 1,
  slug: 'calls/course-1/lesson-1',
  id: null,
  present: true,
  draft: false,
  moves: 0,
  source: file('One'),
  translations: new Map([['es', file('Uno')]]),
}

const lines = (one: ModelLesson): readonly string[] =>
  liveTexts(new Map([[one.key, one]])).map(liveLine)

describe('the model of the soak', () => {
  it('has a lesson live with its translations', () => {
    expect(lines(lesson)).toEqual([
      'en calls/course-1/lesson-1 "One" c0ffee',
      'es calls/course-1/lesson-1 "Uno" c0ffee',
    ])
  })

  it('has nothing of a lesson live that is gone, a draft, or was never fit', () => {
    const unfit = { ...lesson, source: { ...lesson.source, fit: null } }
    expect(
      [{ ...lesson, present: false }, { ...lesson, draft: true }, unfit].flatMap(lines),
    ).toEqual([])
  })

  it('tells what is lacking and what is too much', () => {
    expect(() => compare('it', ['a', 'b'], ['b', 'c'])).toThrow(
      'In it 1 are lacking (a) and 1 too many (c).',
    )
    expect(() => compare('it', ['a'], ['a', 'a'])).toThrow('In it')
  })
})
