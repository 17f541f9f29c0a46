import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import type { JsonObject } from './json.ts'
import { isValid } from './json-schema.ts'
import { nearestWord } from './lesson/nearest-word.ts'
import { readYamlFile } from './lesson/read-yaml-file.ts'

/**
 * Reads a configuration file and checks it against its JSON Schema.
 * @throws ContentError `CONFIG` that lists every problem
 */
export const parseConfigFile = (
  path: string,
  read: (path: string) => string = readText,
): ConfigFile => {
  const { value, findings } = readYamlFile(Buffer.from(read(path)))
  if (findings.length > 0) {
    const problems = findings.map(({ line, message }) => `- line ${line}: ${message}`)
    throw new ContentError('CONFIG', `Cannot read \`${path}\`:\n${problems.join('\n')}`)
  }
  const schema = configSchema()
  const problems = isValid(schema, value) ? [] : problemsOf(schema, value)
  if (problems.length === 0) return value as ConfigFile
  throw new ContentError('CONFIG', `\`${path}\` is not valid:\n${problems.join('\n')}`, {
    hint: 'docs/configuration.md lists every key.',
  })
}

const require = createRequire(import.meta.url)

const problemsOf = (schema: JsonObject, value: JsonObject | null): readonly string[] => {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  // A test checks the schema itself.
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateSchema: false })
  const validate = ajv.compile(schema)
  validate(value)
  return [...new Set((validate.errors ?? []).map((error) => `- ${describeError(error)}`))]
}

/** The text of a file that the configuration needs. */
export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ContentError('CONFIG', `Cannot read \`${path}\`.`, {
      cause,
      hint: '`hma-content init` proposes one; write it there, or name one with `--config FILE`.',
    })
  }
}

const configSchema = (): JsonObject =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL('../schemas/hma-content.schema.json', import.meta.url)),
      'utf8',
    ),
  ) as JsonObject

const describeError = (error: ErrorObject): string => {
  const place = error.instancePath === '' ? 'the file' : `\`${error.instancePath.slice(1)}\``
  if (error.keyword !== 'additionalProperties') return `${place} ${error.message ?? 'is not valid'}`
  const key = String(error.params.additionalProperty)
  const known = Object.keys((error.parentSchema?.properties ?? {}) as JsonObject)
  const suggestion = nearestWord(key, known)
  return `${place} has an unknown key \`${key}\`${suggestion === null ? '' : `; did you mean \`${suggestion}\`?`}`
}
