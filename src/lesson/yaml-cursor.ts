import { EVENT_ID, type Event } from 'js-yaml'

/** What is wrong in a piece of YAML, at a 0-based offset in it. */
export type YamlFault = {
  readonly offset: number
  readonly rule: string
  readonly message: string
  readonly hint: string
  /** Where the same key was first, if the fault is a key that comes twice. */
  readonly earlier?: number
}

/** Where one stands in the events of a piece of YAML, and what was noted on the way. */
export type YamlCursor = {
  readonly source: string
  readonly events: readonly Event[]
  /** The offset of each key and list item, by JSON pointer (RFC 6901). */
  readonly offsets: Map<string, number>
  readonly faults: YamlFault[]
  next: number
  keys: number
}

// More would bury the first, which is the one to mend.
const maximumFaults = 20

/** Notes a fault. */
export const note = (cursor: YamlCursor, fault: YamlFault): void => {
  if (cursor.faults.length < maximumFaults) cursor.faults.push(fault)
}

/** The event at the cursor, which moves on. */
export const take = (cursor: YamlCursor): Event | undefined => cursor.events[cursor.next++]

/** Whether the collection that is being read ends here; if so the cursor moves behind its end. */
export const takeEnd = (cursor: YamlCursor): boolean => {
  const event = cursor.events[cursor.next]
  if (event !== undefined && event.type !== EVENT_ID.POP) return false
  cursor.next += 1
  return true
}

/** The offset at which an event's own text starts, its tag and anchor included; 0 where it has no text. */
export const startOf = (event: Event | undefined): number => {
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
    return 0
  }
  // Begins behind its `&` or `*`.
  const indirection = event.anchorStart === -1 ? absent : event.anchorStart - 1
  if (event.type === EVENT_ID.ALIAS) return indirection
  const tag = event.tagStart === -1 ? absent : event.tagStart
  const own = event.type === EVENT_ID.SCALAR ? event.valueStart : event.start
  return Math.min(indirection, tag, own === -1 ? absent : own)
}

const absent = Number.POSITIVE_INFINITY

/** Notes a tag, an anchor or an alias: what gives a value a type or a content that is not written there. */
export const refuseIndirection = (cursor: YamlCursor, event: Event): void => {
  if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return
  if (event.type !== EVENT_ID.ALIAS && event.tagStart !== -1) {
    const offset = startOf(event)
    const message = 'Expected no YAML tag (`!…`).'
    note(cursor, { offset, rule: 'FM_TAG', message, hint: 'Remove the tag, or quote the text.' })
  }
  if (event.anchorStart !== -1) {
    const offset = startOf(event)
    const message = 'Expected no YAML anchor (`&…`) and no alias (`*…`).'
    note(cursor, { offset, rule: 'FM_ALIAS', message, hint: 'Write the value out, or quote it.' })
  }
}
