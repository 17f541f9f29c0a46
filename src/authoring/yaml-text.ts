import type { Json } from '../json.ts'
import { readYaml } from '../lesson/read-yaml.ts'

/** A value as YAML on one line: plain text where it reads as that, else in quotes; lists in brackets. */
export const yamlText = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item)).join(', ')}]`
  return typeof value === 'string' && readsAs(`k: ${value}`, value) ? value : JSON.stringify(value)
}

const flowText = (value: Json): string =>
  typeof value === 'string' && /^[\w -]+$/.test(value) && readsAs(`k: ${value}`, value)
    ? value
    : JSON.stringify(value)

const readsAs = (source: string, value: string): boolean =>
  !value.includes('\n') && readYaml(source).value?.k === value
