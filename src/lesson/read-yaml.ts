import { type Event, parseEvents, YAMLException } from 'js-yaml'
import type { YamlFault } from './yaml-cursor.ts'
import { yamlFailure } from './yaml-failure.ts'
import { mapOfEvents, type YamlReading } from './yaml-map.ts'

/** How long a piece of YAML may be, in characters, and how many keys it may have. */
export type YamlLimits = { readonly length: number; readonly keys: number }

const frontMatterLimits: YamlLimits = { length: 64 * 1024, keys: 500 }
const maximumDepth = 16

/**
 * Reads the strict YAML that front matter may use: one map, no tags, anchors, aliases or merge keys,
 * no key twice, at most 64 KiB, 500 keys (or what `limits` says) and 16 levels. A plain scalar becomes null, true, false or a
 * number only where that number is written exactly so (`7`, not `007`); all else stays the author's text.
 */
export const readYaml = (source: string, limits = frontMatterLimits): YamlReading => {
  const events = eventsOf(source.slice(0, limits.length))
  if (source.length > limits.length) {
    const tooDeep = !Array.isArray(events) && events.rule === 'FM_DEPTH'
    return refused(tooDeep ? events : tooLarge(`${limits.length} characters`, source.length))
  }
  if (!Array.isArray(events)) return refused(events)
  const reading = mapOfEvents(source, events)
  if (reading.keys > limits.keys) return refused(tooLarge(`${limits.keys} keys`, reading.keys))
  return reading
}

/** The finding for front matter beyond a limit. */
export const tooLarge = (limit: string, found: number): YamlFault => ({
  offset: 0,
  rule: 'FM_SIZE',
  message: `Expected YAML of at most ${limit}, got ${found}.`,
  hint: 'Move text into the body.',
})

const eventsOf = (source: string): Event[] | YamlFault => {
  try {
    // The parser counts the scalar inside the innermost collection as a level of its own.
    return parseEvents(source, { maxDepth: maximumDepth + 1 })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const offset = error.mark?.position ?? 0
    if (error.reason.startsWith('nesting exceeded')) {
      const message = `Expected at most ${maximumDepth} levels of nesting, got more.`
      return { offset, rule: 'FM_DEPTH', message, hint: 'Flatten the value.' }
    }
    return { offset, rule: 'FM_YAML', ...yamlFailure(error.reason) }
  }
}

const refused = (fault: YamlFault): YamlReading => ({
  value: null,
  keys: 0,
  offsets: new Map(),
  faults: [fault],
})
