import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { decodeText } from './decode-text.ts'
import { errorAt, placeAt } from './finding.ts'
import { readYaml } from './read-yaml.ts'

/** A YAML file's map, or null and the findings that say why there is none. */
export type YamlFile = { readonly value: JsonObject | null; readonly findings: readonly Finding[] }

/** Reads a whole file (`pillar.yaml`, `course.yaml`, `authors.yaml`) as strictly as front matter. Never throws. */
export const readYamlFile = (bytes: Uint8Array): YamlFile => {
  const { text, findings } = decodeText(bytes)
  if (text === null) return { value: null, findings }
  const { value, faults } = readYaml(text)
  return {
    value,
    findings: faults.map(({ offset, rule, message, hint }) =>
      errorAt(placeAt(text, offset), rule, message, hint),
    ),
  }
}
