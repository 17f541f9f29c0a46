import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { note, startOf, type YamlCursor } from './yaml-cursor.ts'

// The YAML 1.2 core schema's words for null, true and false.
const words: ReadonlyMap<string, null | boolean> = new Map([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

/** The value of a scalar; text that no database stores unchanged is noted as a fault. */
export const readScalar = (
  cursor: YamlCursor,
  event: ScalarEvent,
): null | boolean | number | string => {
  const text = textOf(cursor, event)
  if (event.style !== SCALAR_STYLE.PLAIN) return text
  const word = words.get(text)
  if (word !== undefined) return word
  const number = Number(text)
  // Only a number that is written as it would be shown: `017`, `1_000` and `1e999` stay text.
  return Number.isFinite(number) && String(number) === text ? number : text
}

/** The text of a scalar, whatever its type. */
export const textOf = (cursor: YamlCursor, event: ScalarEvent): string => {
  const text = getScalarValue(cursor.source, event)
  const offset = startOf(event)
  if (text.includes('\0')) {
    const message = 'Expected text, got a NUL character.'
    note(cursor, { offset, rule: 'TEXT_NUL', message, hint: 'Remove the escape `\\0`.' })
  }
  if (!text.isWellFormed()) {
    const message = 'Expected text, got half of a surrogate pair.'
    note(cursor, { offset, rule: 'TEXT_SURROGATE', message, hint: 'Write the character itself.' })
  }
  return text
}
