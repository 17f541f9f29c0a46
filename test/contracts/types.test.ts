import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, textOf } from '../docs/pages.ts'
import { contracts, schemaNamed } from './contracts.ts'
import { typeText } from './type-text.ts'

it('has a type for each schema, and for nothing else', () => {
  const names = (directory: string, ending: string) =>
    readdirSync(join(root, directory))
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
  const expected = Object.keys(contracts).toSorted()
  expect(names('schemas', '.schema.json').toSorted()).toEqual(expected)
  expect(names('src/contracts', '.ts').toSorted()).toEqual(expected)
})

it.each(Object.entries(contracts))(
  'the type of %s is the one that its schema gives',
  (name, type) => {
    const current = typeText(type, schemaNamed(name))
    expect(textOf(`src/contracts/${name}.ts`), 'run `npm run types`').toBe(current)
  },
)

it('knows each form that a schema may take, and refuses others', () => {
  const properties = {
    any: { type: ['string', 'null'] },
    one: { enum: ['a', 2] },
    list: { type: 'array', items: { oneOf: [{ type: 'boolean' }, { $ref: '#/$defs/part' }] } },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    open: { type: 'object' },
  }
  const $defs = { part: { description: 'A part.', const: null } }
  const text = typeText('Whole', { type: 'object', required: ['any'], properties, $defs })
  expect(text.split('\n').slice(2).join('\n')).toBe(`
export type Whole = {
  readonly any: string | null
  readonly one?: 'a' | 2
  readonly list?: readonly (boolean | Part)[]
  readonly map?: { readonly [name: string]: number }
  readonly open?: JsonObject
}

/** A part. */
export type Part = null
`)
  expect(() => typeText('Whole', { not: {} })).toThrow('Expected a schema that has a type')
})
