import { readFileSync } from 'node:fs'
import type { JsonObject } from '../json.ts'

/** The kinds of YAML files beside lessons that the tool itself has a schema for. */
export type OwnFile = 'pillar' | 'course' | 'authors'

/** The JSON Schema of `pillar.yaml`, `course.yaml` or the file of authors. */
export const ownSchema = (file: OwnFile): JsonObject => {
  const url = new URL(`../../schemas/${file}.schema.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as JsonObject
}
