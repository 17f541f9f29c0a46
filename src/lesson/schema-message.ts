import type { ErrorObject } from 'ajv/dist/2020.js'
import { quoted } from './finding.ts'
import { nearestWord } from './nearest-word.ts'

/**
 * What Ajv found, in the words of someone who writes lessons and not schemas. `branches` is what was found by each
 * of the schemas that the error leaves a choice between, and `holder` what holds the keys.
 */
export const schemaMessage = (
  error: ErrorObject,
  branches: readonly ErrorObject[],
  holder: string,
): { readonly message: string; readonly hint: string } => {
  const name = nameOf(error.instancePath)
  if (error.keyword === 'required') {
    const missing = String(error.params.missingProperty)
    const message = `Missing \`${name === '' ? missing : `${name}.${missing}`}\`.`
    const where = name === '' ? `to the ${holder}` : 'there'
    return { message, hint: `Add a line \`${missing}: …\` ${where}.` }
  }
  const subject = name === '' ? `the ${holder}` : `\`${name}\``
  const expected = branches.length === 0 ? expectation(error) : eitherOf(branches)
  const message = `Expected ${subject} ${expected}, got ${shown(error.data)}.`
  return { message, hint: hintFor(error) }
}

const nameOf = (pointer: string): string =>
  pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')

const shown = (value: unknown): string => (value === null ? 'nothing' : quoted(value))

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'empty',
  number: 'a number',
  object: 'a map of keys',
  string: 'text',
}

const formatNames: Readonly<Record<string, string>> = {
  date: 'a date that exists (YYYY-MM-DD)',
  'date-time': 'an instant that exists (YYYY-MM-DDThh:mm:ssZ)',
  email: 'an e-mail address',
  uri: 'a URL',
  uuid: 'a UUID',
}

const listed = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => quoted(value)).join(', ') : quoted(values)

const expectation = ({ keyword, params, message = 'be valid' }: ErrorObject): string => {
  const limit = String(params.limit)
  const texts: Readonly<Record<string, () => string>> = {
    type: () =>
      `to be ${[params.type]
        .flat()
        .map((type) => typeNames[String(type)] ?? String(type))
        .join(' or ')}`,
    enum: () => `to be one of ${listed(params.allowedValues)}`,
    const: () => `to be ${listed(params.allowedValue)}`,
    format: () => `to be ${formatNames[String(params.format)] ?? `a ${String(params.format)}`}`,
    pattern: () => `to match ${quoted(params.pattern)}`,
    minLength: () => `to have at least ${limit} characters`,
    maxLength: () => `to have at most ${limit} characters`,
    minItems: () => `to have at least ${limit} entries`,
    maxItems: () => `to have at most ${limit} entries`,
    minimum: () => `to be at least ${limit}`,
    maximum: () => `to be at most ${limit}`,
    exclusiveMinimum: () => `to be more than ${limit}`,
    exclusiveMaximum: () => `to be less than ${limit}`,
    uniqueItems: () => 'to have each entry once',
  }
  return texts[keyword]?.() ?? `to fit its schema (${message})`
}

const eitherOf = (branches: readonly ErrorObject[]): string => {
  const each = [...new Set(branches.map(expectation))]
  return each.map((text, index) => (index === 0 ? text : text.replace(/^to be /, ''))).join(' or ')
}

const hintFor = ({ keyword, params, data, parentSchema }: ErrorObject): string => {
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    const near = nearestWord(String(data), params.allowedValues.map(String))
    if (near !== null) return `Did you mean \`${near}\`?`
  }
  const examples: unknown = parentSchema?.examples
  if (!Array.isArray(examples) || examples.length === 0) return 'Correct the value.'
  return `Write it like ${quoted(asWritten(examples[0]))}.`
}

/** A value as it stands behind its key in YAML. */
const asWritten = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`
  return typeof value === 'string' && plain.test(value) ? value : JSON.stringify(value)
}

const plain = /^[\p{L}\p{N}](?:(?!: | #).)*$/u
