import type { TextEdit } from '../authoring/edit-text.ts'
import { type YamlScalar, yamlScalars, yamlTextWithin } from '../lesson/yaml-scalars.ts'
import { yamlText } from '../lesson/yaml-text.ts'
import type { Unit } from './unit.ts'

const opening = 3

/** The front matter's YAML behind the three dashes at a text's start; empty where there is none. */
export const frontMatterOf = (text: string): string =>
  text.startsWith('---') ? text.slice(opening, text.indexOf('\n---', opening)) : ''

/** The edits by which fields of the front matter get the values that units were translated to. */
export const fieldEdits = (
  text: string,
  units: readonly Unit[],
  valueFor: (unit: Unit) => string,
): readonly TextEdit[] => {
  const values = new Map(
    units.flatMap((unit) =>
      unit.place.kind === 'field' ? [[unit.place.pointer, valueFor(unit)] as const] : [],
    ),
  )
  const block = frontMatterOf(text)
  return yamlScalars(block).flatMap((scalar): readonly TextEdit[] => {
    const value = values.get(scalar.pointer)
    if (value === undefined || value === scalar.value) return []
    const { start, end, text: written } = scalarEdit(block, scalar, value)
    return [{ start: start + opening, end: end + opening, text: written }]
  })
}

// `>-` or `|`, with a comment behind it, on the line above the text.
const blockIndicator = /[|>][-+\d]*[ \t]*(?:#[^\n]*)?\n$/

const scalarEdit = (block: string, scalar: YamlScalar, value: string): TextEdit => {
  const { start, end, style } = scalar
  if (style === 'block') {
    const head = block.slice(0, start)
    const indicator = blockIndicator.exec(head)?.index ?? start
    const length = block.slice(start, end).trimEnd().length
    return { start: indicator, end: start + length, text: JSON.stringify(value) }
  }
  // Within brackets and braces these would end the value.
  const plain = /[,[\]{}]/.test(value) ? JSON.stringify(value) : yamlText(value)
  return { start, end, text: style === 'plain' ? plain : (yamlTextWithin(scalar, value) ?? plain) }
}
