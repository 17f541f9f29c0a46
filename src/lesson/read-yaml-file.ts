import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { conflictFindings } from './conflict.ts'
import { decodeText } from './decode-text.ts'
import { errorAt, type Place, placeAt, startOfFile } from './finding.ts'
import { readYaml, type YamlLimits } from './read-yaml.ts'
import { offsetAt } from './yaml-map.ts'

/** A YAML file's map, or null and the findings that say why there is none. */
export type YamlFile = {
  readonly value: JsonObject | null
  /** The place of the key or list item at a JSON pointer, or of the nearest one around it. */
  readonly placeOf: (pointer: string) => Place
  readonly findings: readonly Finding[]
}

/** Reads a whole file (`pillar.yaml`, `course.yaml`, `authors.yaml`) as strictly as front matter. Never throws. */
export const readYamlFile = (bytes: Uint8Array, limits?: YamlLimits): YamlFile => {
  const { text, findings } = decodeText(bytes)
  if (text === null) return unread(findings)
  const { value, offsets, faults } = readYaml(text, limits)
  const conflicts = value === null ? conflictFindings(text, () => null) : []
  if (conflicts.length > 0) return unread(conflicts)
  return {
    value,
    placeOf: (pointer) => {
      const offset = offsetAt(offsets, pointer)
      return offset === undefined ? startOfFile : placeAt(text, offset)
    },
    findings: faults.map(({ offset, rule, message, hint }) =>
      errorAt(placeAt(text, offset), rule, message, hint),
    ),
  }
}

const unread = (findings: readonly Finding[]): YamlFile => ({
  value: null,
  placeOf: () => startOfFile,
  findings,
})
