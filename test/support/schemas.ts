import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../src/json.ts'

/** Directory with the schemas of formats that others define; undefined where there is none. */
const schemas: string | undefined = process.env.HMA_SCHEMAS || undefined

/**
 * Defines the tests against a published schema where its file is to be had; else says in one line that it is not.
 */
export const withSchema = (name: string, define: (schema: JsonObject) => void): void => {
  if (schemas !== undefined) {
    define(JSON.parse(readFileSync(join(schemas, name), 'utf8')) as JsonObject)
    return
  }
  process.stdout.write(`HMA_SCHEMAS is not set: nothing is checked against ${name}.\n`)
}
