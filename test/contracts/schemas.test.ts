import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/json.ts'
import { contracts, schemaNamed } from './contracts.ts'
import { schemaProblems } from './schema-problems.ts'

const membersOf = (value: Json | undefined): readonly (readonly [string, JsonObject])[] =>
  Object.entries((value ?? {}) as Readonly<Record<string, JsonObject>>)

/** Every schema of a property or of a definition, at any depth, under its path. */
const namedSchemas = (
  schema: Json | undefined,
  path = '',
): readonly (readonly [string, JsonObject])[] => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return []
  const { properties, $defs, items, additionalProperties } = schema as JsonObject
  const named = [...membersOf(properties), ...membersOf($defs)]
  const others = [items, additionalProperties].filter((other) => typeof other === 'object')
  return [
    ...named.map(([name, value]) => [`${path}/${name}`, value] as const),
    ...named.flatMap(([name, value]) => namedSchemas(value, `${path}/${name}`)),
    ...others.map((other) => [`${path}/*`, other as JsonObject] as const),
    ...others.flatMap((other) => namedSchemas(other, `${path}/*`)),
  ]
}

// What has keys of the author's own choice is tested with what it is for.
const keyed = Object.keys(contracts).filter((name) => schemaNamed(name).properties !== undefined)

describe.each(keyed)('the schema of %s', (name) => {
  const schema = schemaNamed(name)
  const within = { $defs: schema.$defs ?? {} }

  it('is a JSON Schema with a title and a description, and refuses keys that it does not know', () => {
    expect(schema).toMatchObject({ title: expect.any(String), description: expect.any(String) })
    expect(schemaProblems(schema, { surprise: true })).toContain(
      ' must NOT have additional properties',
    )
    for (const [path, { properties, additionalProperties }] of namedSchemas(schema)) {
      if (properties !== undefined) expect(additionalProperties, path).toBe(false)
    }
  })

  it('tells an editor of every key its title, what it means, and an example that is valid', () => {
    const found = namedSchemas(schema)
    expect(found.length).toBeGreaterThan(4)
    for (const [path, property] of found) {
      expect(property, path).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
        examples: expect.any(Array),
      })
      const examples = property.examples as readonly Json[]
      expect(examples.length, path).toBeGreaterThan(0)
      const problems = examples.flatMap((one) => schemaProblems({ ...within, ...property }, one))
      expect(problems, path).toEqual([])
    }
  })
})

// What the schema of each content type calls its items.
const nouns = {
  article: 'article',
  video: 'video',
  audio: 'recording',
  document: 'document',
  interactive: 'exercise',
}

describe.each(Object.entries(nouns))('front matter of the type %s', (type, noun) => {
  const lesson = schemaNamed('lesson').properties as Readonly<Record<string, JsonObject>>
  const own = schemaNamed(type).properties as Readonly<Record<string, JsonObject>>
  const worded = (value: Json): Json =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('the lesson ', `the ${noun} `)
        .replaceAll('the lesson.', `the ${noun}.`)
        .replaceAll('index.md', `${type}.md`),
    ) as Json

  it('says of each key that lessons have too what lessons say of it', () => {
    const shared = Object.keys(own).filter((key) => key in lesson)
    expect(shared.length).toBeGreaterThan(12)
    for (const key of shared) expect(own[key], key).toEqual(worded(lesson[key] ?? {}))
  })

  it('has every key that the tool needs whatever the type', () => {
    const bookkeeping = ['id', 'slug', 'title', 'description', 'author', 'reviewer', 'tags']
    const dates = ['status', 'draft', 'publish_at', 'unpublish_at', 'source_blob', 'order']
    expect(Object.keys(own)).toEqual(expect.arrayContaining([...bookkeeping, ...dates]))
  })
})
