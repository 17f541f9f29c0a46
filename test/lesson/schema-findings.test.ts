import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { textOf } from '../docs/pages.ts'
import { read, schemaShape } from './reading.ts'

const academy = schemaShape(JSON.parse(textOf('schemas/lesson.schema.json')) as JsonObject)
const start = `---
id: 32f74431-065e-423b-b276-9d61dfeb19fa
title: Wind
description: How air moves.
author: ruth
difficulty: beginner
`
const found = (keys: string) =>
  read(`${start}${keys}\n---\n# Wind\n`, academy).findings.map(
    ({ rule, line, message, hint }) => `${rule} ${line} ${message} ${hint}`,
  )

describe('what a schema finds wrong', () => {
  it.each([
    [
      'tells how it is written',
      'duration: 20\ntags: wind, scent',
      'SCHEMA 8 Expected `tags` to be a list, got `wind, scent`. Write it like `[wind, stand hunting]`.',
    ],
    [
      'is one finding where our own words say more: slug',
      'duration: 20\nslug: Wind and Rain',
      'ID_CHARSET 8 Expected the slug to be made of `a-z`, `0-9` and `-`, got `Wind and Rain`. Rename the slug.',
    ],
    [
      'is one finding where our own words say more: date',
      'duration: 20\npublish_at: tomorrow',
      'FM_DATE 8 Expected a date or an instant that exists, got `tomorrow`. Write `2026-03-01` or `2026-03-01T08:30:00Z`.',
    ],
    [
      'is one finding where a value is empty that is to be one of some',
      'duration: 20\nstatus:',
      'SCHEMA 8 Expected `status` to be one of `draft`, `review`, `approved`, `published`, `archived`, got nothing. Write it like `published`.',
    ],
    [
      'is what is missing',
      'status: draft',
      'SCHEMA 1 Missing `duration`. Add a line `duration: …` to the front matter.',
    ],
  ])('%s', (_, keys, finding) => {
    expect(found(keys)).toEqual([finding])
  })

  const choice = (branches: JsonObject[], more: JsonObject = {}): JsonObject => ({
    type: 'object',
    properties: { taught: { anyOf: branches, ...more } },
  })

  it.each([
    [
      [{ format: 'date' }, { format: 'date-time' }],
      'Expected `taught` to be a date that exists (YYYY-MM-DD) or an instant that exists (YYYY-MM-DDThh:mm:ssZ), got `soon`.',
    ],
    [
      [{ type: 'integer' }, { type: 'null' }],
      'Expected `taught` to be a whole number or empty, got `soon`.',
    ],
    [[{ enum: ['now'] }, { enum: ['now'] }], 'Expected `taught` to be one of `now`, got `soon`.'],
  ])('says all that a choice between %j leaves in one finding', (branches, message) => {
    const { findings } = read('---\ntaught: soon\n---\n', schemaShape(choice(branches)))
    expect(findings).toMatchObject([{ rule: 'SCHEMA', message }])
  })

  it('is only the branches of that choice', () => {
    const shape = schemaShape(choice([{ minLength: 9 }, { maxLength: 2 }], { pattern: '^x' }))
    const { findings } = read('---\ntaught: soon\n---\n', shape)
    expect(findings.map(({ message }) => message)).toEqual([
      'Expected `taught` to have at least 9 characters or to have at most 2 characters, got `soon`.',
      'Expected `taught` to match `^x`, got `soon`.',
    ])
  })
})

describe('a file without front matter', () => {
  it.each([
    ['no front matter', '# Wind\n'],
    ['front matter below an empty line', '\n---\ntitle: Wind\n---\n# Wind\n'],
    ['empty front matter', '---\n---\n# Wind\n'],
    ['no text', ''],
  ])('is told what is required, once: %s', (_, text) => {
    expect(read(text, academy).findings).toMatchObject([
      {
        rule: 'FM_MISSING',
        severity: 'error',
        line: 1,
        message:
          'Expected front matter with `title`, `description`, `author`, `difficulty`, `duration`, got none.',
      },
    ])
  })

  it('is none where nothing is required', () => {
    const schema = { type: 'object', properties: { title: {} } }
    expect(read('# Wind\n', schemaShape(schema)).findings).toEqual([])
    expect(read('# Viento\n', { ...academy, role: 'translation' }).findings).toEqual([])
  })
})
