import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Json, JsonObject } from '../../src/json.ts'
import { root } from '../docs/pages.ts'

/** The types of a schema and of its `$defs` as the text of a module, in this project's style. */
export const typeText = (name: string, schema: JsonObject): string => {
  const definitions = Object.entries((schema.$defs ?? {}) as JsonObject)
  const types = [[name, schema] as const, ...definitions].map(
    ([key, value]) =>
      `${docstring(value as JsonObject)}export type ${upperFirst(key)} = ${typeOf(value as JsonObject)}`,
  )
  const body = types.join('\n\n')
  const imported = body.includes('JsonObject')
    ? "import type { JsonObject } from '../json.ts'\n"
    : ''
  return formatted(
    `// Written by \`npm run types\` from the schemas; change those instead.\n${imported}\n${body}\n`,
  )
}

const typeOf = (schema: JsonObject): string => {
  const { $ref, type, items, additionalProperties } = schema
  if (typeof $ref === 'string') return upperFirst($ref.slice('#/$defs/'.length))
  if (schema.const !== undefined) return literal(schema.const)
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(' | ')
  if (Array.isArray(schema.oneOf))
    return schema.oneOf.map((one) => typeOf(one as JsonObject)).join(' | ')
  if (Array.isArray(type)) return type.map((one) => typeOf({ type: one })).join(' | ')
  switch (type) {
    case 'integer':
      return 'number'
    case 'array':
      return `readonly (${typeOf(items as JsonObject)})[]`
    case 'object':
      if (schema.properties !== undefined) return objectType(schema)
      return additionalProperties === undefined
        ? 'JsonObject'
        : `{ readonly [name: string]: ${typeOf(additionalProperties as JsonObject)} }`
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type
    default:
      throw new Error(`Expected a schema that has a type, got ${JSON.stringify(schema)}`)
  }
}

const objectType = (schema: JsonObject): string => {
  const required = (schema.required ?? []) as readonly string[]
  const members = Object.entries(schema.properties as JsonObject).map(
    ([name, value]) =>
      `${docstring(value as JsonObject)}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(value as JsonObject)}`,
  )
  return `{\n${members.join('\n')}\n}`
}

const docstring = ({ description }: JsonObject): string =>
  typeof description === 'string' ? `/** ${description} */\n` : ''

const literal = (value: Json): string => (value === null ? 'null' : JSON.stringify(value))

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const formatted = (text: string): string =>
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--stdin-file-path=types.ts'],
    { cwd: root, input: text, encoding: 'utf8' },
  )
