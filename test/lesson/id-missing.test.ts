import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { foreignShape, read, rulesOf, schemaShape } from './reading.ts'

const text = (yaml: string): string => `---\n${yaml}\n---\n# Wind\n`
const schema = (properties: JsonObject): JsonObject => ({ type: 'object', properties })
const withId = schema({ id: {}, title: {} })

describe('a file without an id', () => {
  it('is reported where the schema knows one', () => {
    expect(read(text('title: Wind'), schemaShape(withId)).findings).toMatchObject([
      { rule: 'ID_MISSING', severity: 'suggestion', line: 1, column: 1 },
    ])
  })

  it('is reported by the key that the collection maps', () => {
    const shape = {
      ...schemaShape(schema({ uuid: {} })),
      fields: foreignShape({ id: 'uuid' }).fields,
    }
    expect(read(text('title: Wind'), shape).findings).toMatchObject([
      { rule: 'ID_MISSING', message: expect.stringContaining('`uuid`') },
    ])
  })

  it.each([
    ['a schema that knows none', 'title: Wind', schemaShape(schema({ title: {} }))],
    ['a schema without keys', 'title: Wind', schemaShape({ type: 'object' })],
    ['no schema', 'title: Wind', foreignShape()],
    ['a translation', 'title: Viento', schemaShape(withId, 'translation')],
    ['an id', 'id: 32f74431-065e-423b-b276-9d61dfeb19fa', schemaShape(withId)],
  ])('is none with %s', (_, yaml, shape) => {
    expect(read(text(yaml), shape).findings).toEqual([])
  })

  it('is reported once where the id is none', () => {
    expect(rulesOf(read(text('id: wind'), schemaShape(withId)))).toEqual(['ID_FORMAT'])
  })
})
