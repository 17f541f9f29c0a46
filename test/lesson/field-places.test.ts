import { describe, expect, it } from 'vitest'
import { ownFields } from '../../src/config.ts'
import { placeIn, prerequisitePlace } from '../../src/lesson/field-places.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'

const shape = {
  fields: { ...ownFields, author: 'by' },
  schema: { type: 'object' },
  type: 'lesson',
  role: 'source',
} as const

const placesIn = (text: string) => readLesson(Buffer.from(text), shape).lesson?.places

describe('the places of what other files judge', () => {
  const places = placesIn(
    '---\ntitle: Wind\nby: ruth\nreviewer: iris\nprerequisites:\n  - a/b/c\n  - a/b/constructor\n---\n',
  )

  it.each([
    ['author', 3, 1],
    ['reviewer', 4, 1],
    ['prerequisites', 5, 1],
    [prerequisitePlace('a/b/c'), 6, 5],
    [prerequisitePlace('a/b/constructor'), 7, 5],
    ['slug', 1, 1],
    ['constructor', 1, 1],
  ])('%s', (name, line, column) => {
    expect(placeIn(places, name)).toEqual({ line, column })
  })

  it('are the beginning where there is no front matter', () => {
    expect(placesIn('# Wind')).toEqual({})
    expect(placeIn(undefined, 'author')).toEqual({ line: 1, column: 1 })
  })
})
