import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml'
import { pointerTo } from './yaml-map.ts'

/** A value of YAML that is no collection, and where it stands. */
export type YamlScalar = {
  /** JSON pointer (RFC 6901) of the value. */
  readonly pointer: string
  readonly value: string
  /** 0-based offsets of what is written, without quotes. */
  readonly start: number
  readonly end: number
  readonly style: 'plain' | 'single' | 'double' | 'block'
}

/** The scalar values of YAML that `readYaml` can read, in the order of the text. Throws where it cannot be read. */
export const yamlScalars = (source: string): readonly YamlScalar[] => {
  const events = parseEvents(source, {})
  const scalars: YamlScalar[] = []
  let next = events[0]?.type === EVENT_ID.DOCUMENT ? 1 : 0
  const read = (pointer: string): void => {
    const event = events[next++]
    if (event?.type === EVENT_ID.SCALAR) scalars.push(scalarOf(source, pointer, event))
    if (event?.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; !isEnd(events[next]); index += 1) read(pointerTo(pointer, index))
      next += 1
    }
    if (event?.type === EVENT_ID.MAPPING) {
      while (!isEnd(events[next])) {
        const key = events[next++]
        read(pointerTo(pointer, key?.type === EVENT_ID.SCALAR ? getScalarValue(source, key) : ''))
      }
      next += 1
    }
  }
  read('')
  return scalars
}

const isEnd = (event: Event | undefined): boolean =>
  event === undefined || event.type === EVENT_ID.POP

type ScalarEvent = Extract<Event, { readonly type: typeof EVENT_ID.SCALAR }>

const scalarOf = (source: string, pointer: string, event: ScalarEvent): YamlScalar => ({
  pointer,
  value: getScalarValue(source, event),
  start: event.valueStart,
  end: event.valueEnd,
  style: styles.get(event.style) ?? 'block',
})

const styles: ReadonlyMap<number, YamlScalar['style']> = new Map([
  [SCALAR_STYLE.PLAIN, 'plain'],
  [SCALAR_STYLE.SINGLE_QUOTED, 'single'],
  [SCALAR_STYLE.DOUBLE_QUOTED, 'double'],
])

// What no reader of YAML takes for anything but text: `1e5` is a number, and so is `0x1f`.
const plain = /^(?!(?:true|false|null|yes|no|on|off)$)[a-z_][\w./-]*$/i

/** Text as a YAML scalar on one line: plain where that is safe, else between double quotes. */
export const yamlText = (text: string): string => (plain.test(text) ? text : JSON.stringify(text))

/** What is to stand in a scalar's place, between its quotes, to say another text; null for a block, whose lines have an indent. */
export const yamlTextWithin = ({ style }: YamlScalar, text: string): string | null => {
  if (style === 'plain') return yamlText(text)
  if (style === 'single') return text.replaceAll("'", "''")
  return style === 'double' ? JSON.stringify(text).slice(1, -1) : null
}
