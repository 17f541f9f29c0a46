import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseConfigFile } from '../src/config-file.ts'
import type { ContentError } from '../src/errors.ts'
import type { Json, JsonObject } from '../src/json.ts'
import { textOf } from './docs/pages.ts'
import { edited, edits } from './support/edited-json.ts'

const schema = JSON.parse(textOf('schemas/hma-content.schema.json')) as JsonObject
const byAjv = new Ajv2020({ strict: false }).compile(schema)

/** A configuration of every key's example. */
const whole: JsonObject = Object.fromEntries(
  Object.entries(schema.properties as Readonly<Record<string, JsonObject>>).map(([key, one]) => [
    key,
    (one.examples as readonly Json[])[0] ?? null,
  ]),
)

/** What is wrong with a configuration, null for nothing. */
const refusalOf = (value: Json): string | null => {
  try {
    parseConfigFile('hma-content.yaml', () => JSON.stringify(value))
    return null
  } catch (error) {
    return (error as ContentError).message
  }
}

it('accepts a configuration of every example', () => {
  expect([byAjv(whole), refusalOf(whole)]).toEqual([true, null])
})

it('refuses exactly what Ajv does', () => {
  let refused = 0
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (all) => {
      const value = all.reduce<Json>(edited, whole)
      const refusal = refusalOf(value)
      // Text that YAML does not take comes to no judgement.
      fc.pre(refusal === null || !refusal.startsWith('Cannot read'))
      expect(refusal === null, refusal ?? JSON.stringify(value)).toBe(byAjv(value))
      if (refusal !== null) refused += 1
    }),
    { numRuns: 300 },
  )
  expect(refused).toBeGreaterThan(30)
})
