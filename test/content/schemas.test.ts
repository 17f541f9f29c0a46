import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/json.ts'
import { schemaNamed, schemaProblems } from './schema-problems.ts'

/** Every schema of a property, at any depth, under its path. */
const propertySchemas = (
  schema: Json | undefined,
  path = '',
): readonly (readonly [string, JsonObject])[] => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return []
  const node = schema as JsonObject
  const named = Object.entries((node.properties ?? {}) as JsonObject)
  return [
    ...named.map(([name, value]) => [`${path}/${name}`, value as JsonObject] as const),
    ...named.flatMap(([name, value]) => propertySchemas(value, `${path}/${name}`)),
    ...propertySchemas(node.items, `${path}[]`),
    ...propertySchemas(node.additionalProperties, `${path}/*`),
    ...Object.values((node.$defs ?? {}) as JsonObject).flatMap((value) => propertySchemas(value)),
  ]
}

describe('the schemas', () => {
  it.each(['lesson', 'course', 'pillar', 'authors', 'hma-content'])(
    '%s describes every key, refuses others and gives valid examples',
    (name) => {
      const schema = schemaNamed(name)
      expect(schemaProblems(schema, { surprise: true })).toContain(
        ' must NOT have additional properties',
      )
      for (const [path, property] of propertySchemas(schema)) {
        expect(property, path).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
        })
        const examples = property.examples as readonly Json[]
        const whole = { ...property, $defs: schema.$defs ?? {} }
        expect(
          examples.flatMap((example) => schemaProblems(whole, example)),
          path,
        ).toEqual([])
        if (property.properties !== undefined) expect(property.additionalProperties).toBe(false)
      }
    },
  )
})
