import type { Json } from '../json.ts'
import { readYaml } from './read-yaml.ts'

/** A value as YAML on one line: plain text where it reads as that, else in quotes; lists in brackets. */
export const yamlText = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item)).join(', ')}]`
  return typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value)
}

const flowText = (value: Json): string =>
  typeof value === 'string' && /^[\w ./-]+$/.test(value) && isPlain(value)
    ? value
    : JSON.stringify(value)

// Words that YAML 1.1 has for true and false, as what else reads the file may take them.
const truths = /^(?:y|n|yes|no|on|off)$/i

const isPlain = (value: string): boolean =>
  !value.includes('\n') && !truths.test(value) && readYaml(`k: ${value}`).value?.k === value
