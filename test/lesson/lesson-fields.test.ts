import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/diagnostic.ts'
import type { JsonObject } from '../../src/json.ts'
import { foreignShape, lessonOf, read, rulesOf, schemaShape } from './reading.ts'

const schema: JsonObject = {
  type: 'object',
  required: ['title', 'duration'],
  additionalProperties: false,
  properties: {
    id: { type: 'string' },
    slug: { type: 'string' },
    title: { type: 'string', minLength: 2 },
    status: { enum: ['draft', 'published'] },
    duration: { type: 'integer', minimum: 1 },
    taught: { type: 'string', format: 'date' },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
    publish_at: { type: 'string' },
  },
  $defs: { tag: { type: 'string' } },
}
const strict = schemaShape(schema)
const file = (yaml: string): string => `---\n${yaml}\n---\nbody\n`
const strictErrors = (yaml: string): readonly Finding[] =>
  read(file(yaml), strict).findings.filter(({ severity }) => severity === 'error')

describe('a collection with a schema', () => {
  it.each([
    ['duration: 5', 'SCHEMA', 1, 'Missing `title`.'],
    [
      'title: ab\nduration: soon',
      'SCHEMA',
      3,
      'Expected `duration` to be a whole number, got `soon`.',
    ],
    [
      'title: ab\nduration: 017',
      'SCHEMA',
      3,
      'Expected `duration` to be a whole number, got `017`.',
    ],
    ['title: ab\nduration: 0', 'SCHEMA', 3, 'Expected `duration` to be at least 1, got `0`.'],
    [
      'title: a\nduration: 1',
      'SCHEMA',
      2,
      'Expected `title` to have at least 2 characters, got `a`.',
    ],
    [
      'title: ab\nduration: 1\nstatus: darft',
      'SCHEMA',
      4,
      'Expected `status` to be one of `draft`, `published`, got `darft`.',
    ],
    [
      'title: ab\nduration: 1\ntags: [a, true]',
      'SCHEMA',
      4,
      'Expected `tags.1` to be text, got `true`.',
    ],
    [
      'title: ab\nduration: 1\ntaught: 2024-02-30',
      'SCHEMA',
      4,
      'Expected `taught` to be a date that exists (YYYY-MM-DD), got `2024-02-30`.',
    ],
    [
      'title: ab\nduration: 1\ntaught: 2024-13-01',
      'SCHEMA',
      4,
      'Expected `taught` to be a date that exists (YYYY-MM-DD), got `2024-13-01`.',
    ],
    ['title: ab\nduration: 1\ntilte: x', 'FM_UNKNOWN', 4, 'Expected a known key, got `tilte`.'],
    [
      'title: ab\nduration: 1\nslug: Аbc',
      'ID_CHARSET',
      4,
      'Expected the slug to be made of `a-z`, `0-9` and `-`, got `Аbc`.',
    ],
    [
      'title: ab\nduration: 1\nid: 12-34',
      'ID_FORMAT',
      4,
      'Expected the id to be a UUID, got `12-34`.',
    ],
    [
      'title: ab\nduration: 1\npublish_at: 2024-02-30',
      'FM_DATE',
      4,
      'Expected a date or an instant that exists, got `2024-02-30`.',
    ],
  ])('reports %j', (yaml, rule, line, message) => {
    expect(strictErrors(yaml)).toMatchObject([{ rule, line, message }])
  })

  it('shows no control character of a value, which no database would store', () => {
    for (const value of ['"\\e[2Jx"', '"a\\x7fb"']) {
      const [finding] = strictErrors(`title: ab\nduration: 1\nslug: ${value}`)
      expect(finding?.rule).toBe('ID_CHARSET')
      expect(finding?.message).toMatch(/^\P{Cc}+$/u)
    }
  })

  it('suggests what was meant', () => {
    const hints = strictErrors('title: ab\nduration: 1\ntilte: x\nstatus: darft')
    expect(hints.map((finding) => finding.hint)).toEqual([
      'Did you mean `title`?',
      'Did you mean `draft`?',
    ])
  })

  it('takes a number for its text where the schema says text', () => {
    const lesson = lessonOf(file('title: 2026\nduration: 5\ntags: [1, b]'), strict)
    expect(lesson.metadata).toEqual({ title: '2026', duration: 5, tags: ['1', 'b'] })
    expect(lesson.fields).toMatchObject({ title: '2026', durationMinutes: 5, tags: ['1', 'b'] })
  })

  it('reads a status of draft as a draft', () => {
    expect(lessonOf(file('title: ab\nduration: 1\nstatus: draft'), strict).fields.draft).toBe(true)
  })

  it('asks nothing of a translation, which may name its source', () => {
    const reading = read(file('title: ab\nsource_blob: abc'), schemaShape(schema, 'translation'))
    expect(reading.findings).toEqual([])
    expect(reading.lesson?.fields.sourceBlob).toBe('abc')
    expect(rulesOf(read(file('titel: ab'), schemaShape(schema, 'translation')))).toEqual([
      'FM_UNKNOWN',
    ])
  })

  it('fails as configuration where the schema is none', () => {
    expect(() => read(file('a: 1'), schemaShape({ type: 'lesson' }))).toThrow(
      expect.objectContaining({ name: 'ContentError', code: 'CONFIG' }),
    )
  })
})

describe('a collection without a schema', () => {
  it('takes our few words and keeps the rest as metadata', () => {
    const yaml =
      'title: 12\nstatus: draft\nid: x\npublish_at: never\ntags: [a, 1, ""]\nauthor: me\ndate: 2024-02-30'
    const { lesson, findings } = read(file(yaml))
    expect(findings).toEqual([])
    expect(lesson?.fields).toMatchObject({
      title: '12',
      draft: false,
      id: null,
      publishAt: null,
      tags: ['a', '1'],
      author: null,
    })
    expect(lesson?.metadata).toMatchObject({ status: 'draft', date: '2024-02-30', title: 12 })
  })

  it('ignores values of the wrong type with a warning', () => {
    const reading = read(file('title: [a]\ntags: { a: b }\ndraft: maybe'))
    expect(rulesOf(reading)).toEqual(['FM_TYPE', 'FM_TYPE', 'FM_TYPE'])
    expect(reading.findings.every(({ severity }) => severity === 'warning')).toBe(true)
    expect(reading.lesson?.fields).toMatchObject({ title: null, tags: [], draft: false })
  })

  it.each(['true', 'True', 'yes', '"on"'])('takes draft: %s for a draft', (value) => {
    expect(lessonOf(file(`draft: ${value}`)).fields.draft).toBe(true)
  })

  it('reads what the mapping names', () => {
    const shape = foreignShape({ publish_at: 'from', duration: 'teaching', status: 'state' })
    const { fields } = lessonOf(file('from: 2026-03-01\nteaching: 20\nstate: draft'), shape)
    expect(fields).toMatchObject({
      publishAt: '2026-03-01T00:00:00.000Z',
      durationMinutes: 20,
      draft: true,
    })
  })

  it.each(['Größe 1', 'ветер', '風', 'v1.0', '...'])('takes %s for a slug', (slug) => {
    expect(lessonOf(file(`slug: "${slug}"`)).fields.slug).toBe(slug)
  })

  it.each([
    ['a slash', 'a/b'],
    ['a step up', '..'],
    ['a Cyrillic letter in a Latin word', 'w\u0456nd'],
    ['a Greek letter in a Latin word', 'r\u03bfe'],
    ['a joiner of no width', 'a\u200db'],
    ['a soft hyphen', 'a\u00adb'],
    ['a mark of direction', 'a\u200eb'],
    ['a tag that is not shown', 'a\u{e0041}b'],
    ['a line separator', 'a\u2028b'],
  ])('takes nothing with %s for a slug', (_, slug) => {
    expect(rulesOf(read(file(`slug: ${JSON.stringify(slug)}`)))).toEqual(['ID_CHARSET'])
  })
})

describe('instants', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T08:30', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01 08:30:05 +02:00', '2026-03-01T06:30:05.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['2023-02-29', null],
    ['2026-03-01T25:00', null],
    ['tomorrow', null],
  ])('%s is %s', (text, instant) => {
    const { fields } =
      read(file(`title: ab\nduration: 1\npublish_at: ${text}`), strict).lesson ?? {}
    expect(fields?.publishAt).toBe(instant)
  })
})
