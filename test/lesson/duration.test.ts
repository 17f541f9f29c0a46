import { describe, expect, it } from 'vitest'
import type { ContentType, LessonShape } from '../../src/lesson/lesson.ts'
import { foreignShape, read } from './reading.ts'

const shapeOf = (type: ContentType): LessonShape => ({
  ...foreignShape({ duration: 'minutes' }),
  type,
})

const found = (minutes: number, text: string, type: ContentType = 'lesson') =>
  read(`---\ntitle: Wind\nminutes: ${minutes}\n---\n${text}\n`, shapeOf(type)).findings

const words = (count: number): string => 'wind '.repeat(count)

describe('the minutes of a lesson', () => {
  // 200 words a minute.
  it.each([
    [2, 'wind', 1000],
    [4, 'wind', 1700],
    [121, 'wind', 20],
    [250, 'wind', 800],
    [600, 'wind', 800],
    [1, '风', 1000],
  ])('%d are far from the text: %s × %d', (minutes, word, count) => {
    expect(found(minutes, `${word} `.repeat(count))).toMatchObject([
      { rule: 'DURATION_FAR', severity: 'suggestion', line: 3, column: 1 },
    ])
  })

  it.each([
    ['half of what reading takes', 2, words(800)],
    ['two hours of exercises', 120, words(200)],
    ['a long text and an afternoon', 240, words(2000)],
    ['no text at all', 60, ''],
    ['none', 0, words(1000)],
    ['less than none', -1, words(1000)],
  ])('may be %s', (_, minutes, text) => {
    expect(found(minutes, text)).toEqual([])
  })

  it('count the words of a script without spaces', () => {
    // Some 1,600 words, of which eight minutes are read.
    const text = '风从山坡上吹下来，鹿在谷底闻到猎人的气味。'.repeat(130)
    expect(found(3, text)).toMatchObject([{ rule: 'DURATION_FAR' }])
    expect(found(8, text)).toEqual([])
  })

  it.each(['video', 'audio', 'document', 'interactive'] as const)(
    'are not those of a %s',
    (type) => {
      expect(found(1, words(1000), type)).toEqual([])
      expect(found(500, words(20), type)).toEqual([])
    },
  )

  it('say how long the text takes', () => {
    expect(found(2, words(1000))[0]?.message).toBe(
      'Expected about the 5 minutes that reading the 1000 words takes, got 2.',
    )
  })
})
