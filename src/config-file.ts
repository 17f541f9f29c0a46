import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import type { JsonObject } from './json.ts'
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
  const validate = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
    // A test checks the schema; each run would take 30 ms for it.
    validateSchema: false,
    // Half of the time of a compilation, 20 ms, goes into making code shorter that is used once.
    code: { optimize: false },
  }).compile<ConfigFile>(configSchema())
  if (validate(value)) return value
  const problems = (validate.errors ?? []).map((error) => `- ${describeError(error)}`)
  throw new ContentError(
    'CONFIG',
    `\`${path}\` is not valid:\n${[...new Set(problems)].join('\n')}`,
    { hint: 'docs/configuration.md lists every key.' },
  )
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
