import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../src/json.ts'

/** Directory with the schemas of formats that others define; undefined where there is none. */
const schemas: string | undefined = process.env.HMA_SCHEMAS || undefined

/**
 * Defines the tests against a published schema where its file is to be had; else says in one line that it is not.
 */
export const withSchema = (name: string, define: (schema: JsonObject) => void): void =>
  withSchemaTexts([name], ([text = '']) => define(JSON.parse(text) as JsonObject))

/** The same for a schema of several files, or in another language than JSON. */
export const withSchemaTexts = (
  names: readonly string[],
  define: (texts: readonly string[]) => void,
): void => {
  if (schemas === undefined) {
    process.stdout.write(`HMA_SCHEMAS is not set: nothing is checked against ${names[0]}.\n`)
    return
  }
  const directory = schemas
  define(names.map((name) => readFileSync(join(directory, name), 'utf8')))
}
