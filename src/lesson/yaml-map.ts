import { EVENT_ID, type Event } from 'js-yaml'
import type { Json, JsonObject } from '../json.ts'
import { quoted } from './finding.ts'
import {
  note,
  refuseIndirection,
  startOf,
  take,
  takeEnd,
  type YamlCursor,
  type YamlFault,
} from './yaml-cursor.ts'
import { readScalar, textOf } from './yaml-scalar.ts'

/** A YAML map as JSON. */
export type YamlReading = {
  /** Null where there are faults. */
  readonly value: JsonObject | null
  /** How many keys there are at all depths. */
  readonly keys: number
  /** The offset of each key and list item, by JSON pointer (RFC 6901). */
  readonly offsets: ReadonlyMap<string, number>
  readonly faults: readonly YamlFault[]
}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Builds the one map that js-yaml's events describe; `source` is the text they were made from. Nothing is an empty map. */
export const mapOfEvents = (source: string, events: readonly Event[]): YamlReading => {
  const cursor: YamlCursor = { source, events, offsets: new Map(), faults: [], next: 0, keys: 0 }
  const value = readDocument(cursor)
  const { keys, offsets, faults } = cursor
  return { value: faults.length === 0 ? value : null, keys, offsets, faults }
}

/** The JSON pointer (RFC 6901) of a member. */
export const pointerTo = (parent: string, key: string | number): string =>
  `${parent}/${typeof key === 'string' && special.test(key) ? escaped(key) : key}`

const special = /[~/]/
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The offset of the key or list item at a JSON pointer, or of the nearest one around it. */
export const offsetAt = (offsets: YamlReading['offsets'], pointer: string): number | undefined => {
  const found = offsets.get(pointer)
  if (found !== undefined || pointer === '') return found
  return offsetAt(offsets, pointer.slice(0, pointer.lastIndexOf('/')))
}

const readDocument = (cursor: YamlCursor): JsonObject => {
  const opening = take(cursor)
  if (opening === undefined) return {}
  if (opening.type === EVENT_ID.DOCUMENT && opening.directives.length > 0) {
    const message = 'Expected no YAML directive.'
    note(cursor, { offset: 0, rule: 'FM_YAML', message, hint: 'Remove the line with `%`.' })
  }
  const offset = startOf(cursor.events[cursor.next])
  const value = readValue(cursor, '')
  if (cursor.events.length > cursor.next + 1) {
    const message = 'Expected one YAML document, got more.'
    note(cursor, { offset, rule: 'FM_YAML', message, hint: 'Remove the line `...`.' })
  }
  if (value === null) return {}
  if (isMap(value)) return value
  const kind = Array.isArray(value) ? 'a list' : quoted(value)
  const message = `Expected a map of keys, got ${kind}.`
  note(cursor, { offset, rule: 'FM_NOT_MAP', message, hint: 'Write lines of `key: value`.' })
  return {}
}

const isMap = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// Recursion is bounded: the parser that made the events refuses deep nesting.
const readValue = (cursor: YamlCursor, pointer: string): Json => {
  const event = take(cursor)
  if (event === undefined) return null
  refuseIndirection(cursor, event)
  if (event.type === EVENT_ID.SCALAR) return readScalar(cursor, event)
  if (event.type === EVENT_ID.SEQUENCE) return readList(cursor, pointer)
  return event.type === EVENT_ID.MAPPING ? readMap(cursor, pointer) : null
}

const readList = (cursor: YamlCursor, pointer: string): Json => {
  const items: Json[] = []
  while (!takeEnd(cursor)) {
    const item = pointerTo(pointer, items.length)
    cursor.offsets.set(item, startOf(cursor.events[cursor.next]))
    items.push(readValue(cursor, item))
  }
  return items
}

const readMap = (cursor: YamlCursor, pointer: string): Json => {
  const map: Record<string, Json> = {}
  const seen = new Map<string, number>()
  while (!takeEnd(cursor)) {
    const offset = startOf(cursor.events[cursor.next])
    const key = readKey(cursor, pointer)
    const member = pointerTo(pointer, key)
    cursor.keys += 1
    checkKey(cursor, key, offset, seen.get(key))
    seen.set(key, offset)
    cursor.offsets.set(member, offset)
    const value = readValue(cursor, member)
    if (!forbiddenKeys.has(key)) map[key] = value
  }
  return map
}

const readKey = (cursor: YamlCursor, pointer: string): string => {
  const event = cursor.events[cursor.next]
  if (event?.type === EVENT_ID.SCALAR) {
    cursor.next += 1
    refuseIndirection(cursor, event)
    return textOf(cursor, event)
  }
  const offset = startOf(event)
  const value = readValue(cursor, pointer)
  const message = `Expected a plain key, got ${quoted(value)}.`
  note(cursor, { offset, rule: 'FM_YAML', message, hint: 'Write the key as a word.' })
  return ''
}

const checkKey = (
  cursor: YamlCursor,
  key: string,
  offset: number,
  earlier: number | undefined,
): void => {
  if (forbiddenKeys.has(key)) {
    const message = `Expected another name for a key, got ${quoted(key)}.`
    note(cursor, { offset, rule: 'FM_KEY', message, hint: 'Rename the key.' })
  } else if (key === '<<') {
    const message = 'Expected no merge key `<<`.'
    note(cursor, { offset, rule: 'FM_ALIAS', message, hint: 'Write the keys out.' })
  } else if (earlier !== undefined) {
    const message = `Expected the key ${quoted(key)} once, got it twice`
    const hint = 'Remove one of the two.'
    note(cursor, { offset, rule: 'FM_DUPLICATE', message, hint, earlier })
  }
}
