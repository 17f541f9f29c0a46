import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonObject } from '../../src/json.ts'

/** What a strict JSON Schema validator has against a value, one line per problem; throws where the schema itself is not valid. */
export const schemaProblems = (schema: JsonObject, value: unknown): readonly string[] => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  validate(value)
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}
