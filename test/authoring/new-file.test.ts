import { describe, expect, it } from 'vitest'
import { authorKey } from '../../src/authoring/author-key.ts'
import { draftKey, newKeys } from '../../src/authoring/new-keys.ts'
import { titleOfSlug } from '../../src/authoring/title-of-slug.ts'
import type { Json } from '../../src/json.ts'
import { readYaml } from '../../src/lesson/read-yaml.ts'
import { yamlText } from '../../src/lesson/yaml-text.ts'
import { foreignShape } from '../lesson/reading.ts'

describe('titleOfSlug', () => {
  it.each([
    ['wind-and-thermals', 'Wind and Thermals'],
    ['on-the-way-in', 'On the Way In'],
    ['GPS_basics', 'GPS Basics'],
    ['école', 'École'],
    ['--', ''],
  ])('makes of %s the title %s', (slug, title) => {
    expect(titleOfSlug(slug)).toBe(title)
  })
})

describe('yamlText', () => {
  const values: readonly Json[] = [
    'Wind',
    'Wind: the basics',
    'a # b',
    '*wind',
    '007',
    '7',
    'true',
    'no',
    '.inf',
    '',
    'two\nlines',
    ' a ',
    '"',
    7,
    true,
    null,
    ['wind', 'a, b', '7', 'x: y', 3],
  ]

  it.each(values.map((value) => [value]))('writes %j so that it is read again', (value) => {
    expect(readYaml(`key: ${yamlText(value)}`).value).toEqual({ key: value })
  })

  it('uses quotes only where they are needed', () => {
    expect(yamlText("the hunter's day")).toBe("the hunter's day")
    expect(yamlText(['wind', 'tree stands'])).toBe('[wind, tree stands]')
    expect(yamlText('content/{slug}.md')).toBe('content/{slug}.md')
    expect(yamlText(['release/1.x', 'no'])).toBe('[release/1.x, "no"]')
  })
})

describe('newKeys', () => {
  const schema = {
    required: ['kind', 'level', 'zone', 'bare'],
    properties: {
      level: { description: 'How\nhard.', enum: ['easy', 'hard'] },
      title: { type: 'string' },
      kind: { const: 'note' },
      zone: { title: 'Zone', default: 3 },
      other: { description: 'Not required.' },
    },
  }

  it('gives what is known and what is required, in the order of the schema', () => {
    expect(newKeys(schema, { title: 'A: b', draft: true })).toEqual([
      'level: # How hard. One of: easy, hard.',
      'title: "A: b"',
      'kind: note',
      'zone: 3',
      'draft: true',
      'bare:',
    ])
  })

  it('gives what is known where there is no schema', () => {
    expect(newKeys(null, { title: 'A', draft: true })).toEqual(['title: A', 'draft: true'])
  })
})

describe('draftKey', () => {
  const { fields } = foreignShape()
  const strict = (properties: Readonly<Record<string, Json>>) =>
    draftKey({ fields, schema: { additionalProperties: false, properties } })

  it('is what keeps a file of that schema from being published', () => {
    expect(draftKey({ fields, schema: null })).toEqual({ draft: true })
    expect(strict({ draft: {}, status: {} })).toEqual({ draft: true })
    expect(strict({ status: {} })).toEqual({ status: 'draft' })
    expect(strict({})).toBeNull()
  })
})

describe('authorKey', () => {
  const authors = {
    authors: [
      { id: 'i1', key: 'ruth', name: 'Ruth', emails: ['ruth@example.org'] },
      { id: 'i2', name: 'Lars', emails: ['lars@example.org'] },
      'no map',
    ],
  }

  it.each([
    ['by address, whatever its capital letters', 'X', 'RUTH@example.org', 'ruth'],
    ['by name', 'Ruth', 'other@example.org', 'ruth'],
    ['by id where there is no key', 'X', 'lars@example.org', 'i2'],
    ['not at all', 'X', 'x@example.org', null],
    ['not without a name and an address', '', '', null],
  ])('finds a person %s', (_, name, email, key) => {
    expect(authorKey(authors, { name, email })).toBe(key)
  })

  it('takes the name where there is no file of authors', () => {
    expect(authorKey(null, { name: 'Ada', email: '' })).toBe('Ada')
    expect(authorKey(null, { name: '', email: '' })).toBeNull()
  })
})
