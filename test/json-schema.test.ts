import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../src/json.ts'
import { isSchema } from '../src/json-schema.ts'
import { textOf } from './docs/pages.ts'
import { edited, edits } from './support/edited-json.ts'

const lesson = JSON.parse(textOf('schemas/lesson.schema.json')) as JsonObject
const ajv = new Ajv2020({ strict: false, logger: false })

it.each<readonly [string, JsonObject, boolean]>([
  ['the schema of lessons', lesson, true],
  ['an empty one', {}, true],
  ['one with keywords of its own', { 'x-note': 7 }, true],
  ['one with a type that there is not, deep within', { anyOf: [{ not: { type: 'no' } }] }, false],
  ['one with a list of properties', { properties: [] }, false],
  ['one with a pattern that is none', { pattern: '(' }, false],
  ['one of another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, false],
])('takes %s for a schema, or not', (_, schema, expected) => {
  expect(isSchema(schema)).toBe(expected)
})

// What it refuses, such as a pattern that is none, Ajv has a look at too.
it('takes nothing for a schema that Ajv does not', () => {
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 2 }), (all) => {
      const schema = all.reduce<Json>(edited, lesson) as JsonObject
      fc.pre(schema.$schema === lesson.$schema)
      const [ours, ajvs] = [isSchema(schema), ajv.validateSchema(schema)]
      if (ours) expect(ajvs, JSON.stringify(ajv.errors)).toBe(true)
      if (ajvs !== true) refused += 1
      if (ours) taken += 1
    }),
    { numRuns: 300 },
  )
  expect([taken, refused]).toEqual([expect.toSatisfy(isMany), expect.toSatisfy(isMany)])
})

const isMany = (count: number): boolean => count > 30
