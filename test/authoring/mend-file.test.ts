import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MendedText, mendFile } from '../../src/authoring/mend-file.ts'
import type { Finding } from '../../src/diagnostic.ts'
import type { JsonObject } from '../../src/json.ts'
import type { LessonShape } from '../../src/lesson/lesson.ts'
import { textOf } from '../docs/pages.ts'
import { hostileText } from '../lesson/hostile-text.ts'
import { foreignShape, read, schemaShape } from '../lesson/reading.ts'

const schema = JSON.parse(textOf('schemas/lesson.schema.json')) as JsonObject
const academy = schemaShape(schema)

type Setting = {
  readonly shape?: LessonShape
  /** Every file and directory there is. */
  readonly paths?: readonly string[]
  readonly across?: readonly Finding[]
}

/** Mends a file at `lessons/wind/index.md`. */
const mend = (text: string, { shape = foreignShape(), paths = [], across = [] }: Setting = {}) =>
  mendFile({
    path: 'lessons/wind/index.md',
    text,
    shape,
    alike: (path) => paths.filter((other) => other.toLowerCase() === path.toLowerCase()),
    across,
    read: (each) => {
      const { lesson, findings } = read(each, shape)
      return { parsed: lesson !== null, findings }
    },
  })

const rulesOf = ({ mended }: MendedText): readonly string[] => mended.map(({ rule }) => rule)

/** A finding across files at a place. */
const deadLink = (line: number, column: number): Finding => ({
  line,
  column,
  severity: 'warning',
  rule: 'LINK_MISSING',
  message: '',
  hint: '',
})

describe('mending front matter', () => {
  it.each([
    ['a colon', 'title: Wind: the basics', 'title: "Wind: the basics"'],
    ['a colon at its end', 'title: Wind:', 'title: "Wind:"'],
    ['quotes within', 'title: Wind: "calm"', 'title: "Wind: \\"calm\\""'],
    ['bold letters', 'title: **Wind** first', 'title: "**Wind** first"'],
    ['an alias of nothing', 'title: *wind', 'title: "*wind"'],
    ['an at sign', 'title: @wind', 'title: "@wind"'],
    ['two such lines', 'title: A: b\nintro: C: d', 'title: "A: b"\nintro: "C: d"'],
  ])('puts a value with %s in quotes', (_, block, expected) => {
    expect(mend(`---\n${block}\n---\n# A\n`).text).toBe(`---\n${expected}\n---\n# A\n`)
  })

  it.each([
    ['a comment behind it', 'title: Wind: the # basics'],
    ['a quote at its start', 'title: "Wind" first'],
    ['lines that go on', 'title: Wind: the\n  basics'],
    ['a list in brackets', 'title: [a: b: c]'],
    ['an anchor of that name', 'a: &wind x\ntitle: *wind'],
    ['another fault further down', 'title: Wind: the basics\ntags: [a'],
  ])('leaves a value with %s', (_, block) => {
    const text = `---\n${block}\n---\n# A\n`
    expect(mend(text)).toEqual({ text, mended: [] })
  })

  it('keeps the line ends and the byte order mark of a file', () => {
    const text = '\ufeff---\r\ntitle: Wind: b\r\n---\r\n[x](%2e%2e/y.md)\r\n'
    expect(mend(text).text).toBe('\ufeff---\r\ntitle: "Wind: b"\r\n---\r\n[x](../y.md)\r\n')
  })

  const known = 'title: A\ndescription: B\nauthor: c\nduration: 5'

  it.each([
    ['a letter that lacks', 'dificulty', 'difficulty'],
    ['a letter too much', 'diffficulty', 'difficulty'],
    ['another letter', 'difficulti', 'difficulty'],
    ['a capital letter', 'Difficulty', 'difficulty'],
  ])('corrects a key with %s', (_, key, expected) => {
    const withKey = (name: string): string => `---\n${known}\n${name}: beginner\n---\n`
    const mended = mend(withKey(key), { shape: academy })
    expect(mended.text).toBe(withKey(expected))
    expect(rulesOf(mended)).toEqual(['FM_UNKNOWN'])
  })

  it.each([
    ['that is two letters off', 'dificulti: beginner'],
    ['where the right one is there too', 'difficulty: beginner\ndificulty: expert'],
    ['that the schema does not come near', 'zone: 3'],
  ])('leaves a key %s', (_, line) => {
    const text = `---\n${known}\n${line}\n---\n`
    expect(mend(text, { shape: academy })).toEqual({ text, mended: [] })
  })

  it('does not correct a key where that breaks another rule', () => {
    const text = `---\n${known}\ndifficulty: beginner\nordr: first\n---\n`
    expect(mend(text, { shape: academy })).toEqual({ text, mended: [] })
  })

  it('ends lines with LF where all end with CR, and only there', () => {
    expect(mend('# A\rb\r').text).toBe('# A\nb\n')
    expect(mend('\ufeff\ufeff# A\n').text).toBe('# A\n')
    const mixed = '# A\nb\rc\n'
    expect(mend(mixed).text).toBe(mixed)
  })
})

it('ends for any text, and what it mends is gone', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom(foreignShape(), academy), (text, shape) => {
      const { text: after, mended } = mend(text, { shape })
      if (mended.length === 0) expect(after).toBe(text)
      else expect(read(after, shape).lesson).not.toBeNull()
      expect(mend(after, { shape }).mended).toEqual([])
    }),
    { numRuns: 500 },
  )
})

describe('mending links', () => {
  const paths = ['lessons/rain', 'lessons/rain/index.md', 'lessons/wind/Grass.png', 'lessons/wind']

  it.each([
    ['[a](../Rain/index.md)', '[a](../rain/index.md)'],
    ['[a](../RAIN/Index.md#b "c")', '[a](../rain/index.md#b "c")'],
    ['[a](../Rain/)', '[a](../rain/)'],
    ['[a](../Rain)', '[a](../rain)'],
    ['[a](<../Rain/index.md>)', '[a](<../rain/index.md>)'],
    ['![a](grass.png)', '![a](Grass.png)'],
    ['[a][b]\n\n[b]: ../Rain/index.md', '[a][b]\n\n[b]: ../rain/index.md'],
    ['[a](../Rain/index.md) [a](../Rain/index.md)', '[a](../rain/index.md) [a](../Rain/index.md)'],
  ])('writes %s with the letters of the path', (text, expected) => {
    expect(mend(text, { paths, across: [deadLink(1, 1)] }).text).toBe(expected)
  })

  it.each([
    ['that differs in more', '[a](../rains/index.md)'],
    ['that is written in escapes', '[a](../%52ain/index.md)'],
    ['that is not written as it reads', '[a](../Rain/index&#46;md)'],
    ['to another site', '[a](https://example.org/Rain)'],
  ])('leaves a link %s', (_, text) => {
    expect(mend(text, { paths, across: [deadLink(1, 1)] })).toEqual({ text, mended: [] })
  })

  it('leaves a link that could mean two files', () => {
    const text = '[a](../Rain/index.md)'
    const two = [...paths, 'lessons/RAIN/index.md']
    expect(mend(text, { paths: two, across: [deadLink(1, 1)] })).toEqual({ text, mended: [] })
  })

  it('mends several in one line, each at its place', () => {
    const text = '[a](../Rain/index.md) [b](%2e%2e/rain/index.md) ![c](GRASS.png)'
    const mended = mend(text, { paths, across: [deadLink(1, 1), deadLink(1, 49)] })
    expect(mended.text).toBe('[a](../rain/index.md) [b](../rain/index.md) ![c](Grass.png)')
    expect(rulesOf(mended)).toEqual(['LINK_MISSING', 'LINK_MISSING', 'LINK_DISGUISED'])
  })
})
