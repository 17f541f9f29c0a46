import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lessonOf, read, rulesOf } from './reading.ts'

const withFrontMatter = (yaml: string): string => `---\n${yaml}\n---\nbody\n`
const metadataOf = (yaml: string): unknown => lessonOf(withFrontMatter(yaml)).metadata

describe('front matter in another language', () => {
  const marker = join(tmpdir(), `hma-content-marker-${process.pid}`)
  const code = `{ title: (globalThis.ranFromLesson = true, process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(marker)}, '')) }`

  it.each([
    '---js',
    '---javascript',
    '--- js',
    '---JS',
    '---coffee',
    '---json',
    '---toml',
    '---constructor',
    '---toString',
    '---__proto__',
    '---yaml',
  ])('refuses %s and runs nothing', (opening) => {
    const text = `${opening}\n${code}\n---\nbody\n`
    expect(rulesOf(read(text))).toEqual(['FM_LANG'])
    expect(read(text)).toEqual(read(text))
    expect(Reflect.has(globalThis, 'ranFromLesson')).toBe(false)
    expect(existsSync(marker)).toBe(false)
  })

  it('takes a second block in the body for text', () => {
    const lesson = lessonOf(`---\ntitle: A\n---\n\n---js\n${code}\n---\n`)
    expect(lesson.metadata).toEqual({ title: 'A' })
    expect(Reflect.has(globalThis, 'ranFromLesson')).toBe(false)
    expect(existsSync(marker)).toBe(false)
  })
})

describe('front matter that is refused', () => {
  const bomb = Array.from({ length: 9 }, (_, i) =>
    i === 0 ? 'a0: &a0 [x, x]' : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(8)}x]`,
  ).join('\n')
  const merges = Array.from({ length: 200 }, (_, i) => `k${i}: &k${i}\n  <<: *k${i - 1}`).join('\n')

  it.each([
    ['a single value', 'just text', 'FM_NOT_MAP', 2],
    ['a list', '- a\n- b', 'FM_NOT_MAP', 2],
    ['a key twice', 'title: a\nx: 1\ntitle: b', 'FM_DUPLICATE', 4],
    ['a nested key twice', 'x:\n  a: 1\n  a: 2', 'FM_DUPLICATE', 4],
    ['__proto__', '__proto__:\n  polluted: true', 'FM_KEY', 2],
    ['a nested constructor', 'a:\n  - constructor: 1', 'FM_KEY', 3],
    ['a quoted prototype', 'a: { "prototype": 1 }', 'FM_KEY', 2],
    ['an alias bomb', bomb, 'FM_ALIAS', 2],
    ['merge keys', merges, 'FM_ALIAS', 2],
    ['__proto__ through a merge', 'a: 1\n<<: { __proto__: { polluted: true } }', 'FM_ALIAS', 3],
    ['flow nesting of 20,000', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'FM_DEPTH', 2],
    ['list nesting of 800', `${'- '.repeat(800)}a`, 'FM_DEPTH', 2],
    [
      'block nesting of 800',
      Array.from({ length: 800 }, (_, i) => `${' '.repeat(i)}k:`).join('\n'),
      'FM_DEPTH',
      18,
    ],
    [
      '20,000 keys',
      Array.from({ length: 20_000 }, (_, i) => `key${i}: 1`).join('\n'),
      'FM_SIZE',
      1,
    ],
    ['501 keys', Array.from({ length: 501 }, (_, i) => `k${i}: 1`).join('\n'), 'FM_SIZE', 1],
    ['60,000 empty lines', '\n'.repeat(60_000), 'FM_SIZE', 1],
    ['!!js/function', 'a: !!js/function "function () {}"', 'FM_TAG', 2],
    ['!!binary', 'x: 1\na: !!binary aGk=', 'FM_TAG', 3],
    ['!!set', 'a: !!set { b, c }', 'FM_TAG', 2],
    ['!foo', 'a: !foo bar', 'FM_TAG', 2],
    ['an escaped NUL', 'a: "\\0"', 'TEXT_NUL', 2],
    ['a lone surrogate', 'a: ["\\uD800"]', 'TEXT_SURROGATE', 2],
    ['broken YAML', 'title: a\nb: c: d', 'FM_YAML', 3],
    ['two documents', 'a: 1\n...\nb: 2', 'FM_YAML', 2],
    ['a closing line with a word', 'a: 1\n--- x', 'FM_UNCLOSED', 3],
  ])('reports %s', (_, yaml, rule, line) => {
    const started = performance.now()
    const reading = read(withFrontMatter(yaml))
    expect(performance.now() - started).toBeLessThan(500)
    expect(reading.lesson).toBeNull()
    expect(reading.findings[0]).toMatchObject({ rule, line: rule === 'FM_SIZE' ? 1 : line })
    expect(reading.findings[0]?.severity).toBe('error')
    expect(read(withFrontMatter(yaml))).toEqual(reading)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('names both lines of a key that comes twice', () => {
    const [finding] = read('---\ntitle: a\nx: 1\ntitle: b\n---\n').findings
    expect(finding?.message).toBe('Expected the key `title` once, got it twice (lines 2 and 4).')
  })

  it('reports front matter that is not closed, at the line that opens it', () => {
    expect(read('---\ntitle: a\n\nbody\n').findings[0]).toMatchObject({
      rule: 'FM_UNCLOSED',
      line: 1,
    })
    expect(rulesOf(read('---'))).toEqual(['FM_UNCLOSED'])
  })
})

describe('values', () => {
  it.each([
    '2024-02-30',
    '2024-13-01',
    '12:30:45',
    '017',
    'yes',
    'no',
    'on',
    '1_000',
    '.inf',
    '.nan',
    'Infinity',
    'NaN',
    '1e999',
    '1e3',
    '0x10',
    '0o17',
    '1.50',
    '+1',
    '-0',
    '9007199254740993',
  ])('keeps %s as its text', (text) => {
    expect(metadataOf(`a: ${text}`)).toEqual({ a: text })
  })

  it('types null, booleans and numbers that are written as they are shown, unless quoted', () => {
    const yaml = 'a: 1\nb: -2.5\nc: true\nd: False\ne: ~\nf:\ng: "1"\nh: \'true\'\ni: "null"'
    const typed = {
      a: 1,
      b: -2.5,
      c: true,
      d: false,
      e: null,
      f: null,
      g: '1',
      h: 'true',
      i: 'null',
    }
    expect(metadataOf(yaml)).toEqual(typed)
  })

  it.each(['', '# only a comment', '\n\n'])('takes %j for no keys', (yaml) => {
    expect(metadataOf(yaml)).toEqual({})
  })

  it('allows spaces behind both lines of dashes and 16 levels of nesting', () => {
    const nested = `${'['.repeat(15)}${']'.repeat(15)}`
    expect(lessonOf(`---  \na: ${nested}\nb: 1\n--- \nbody`).metadata).toHaveProperty('b', 1)
  })

  it('needs no front matter, and takes four dashes for a line', () => {
    expect(lessonOf('text').metadata).toEqual({})
    expect(lessonOf('----\ntext').metadata).toEqual({})
  })

  it('lets the lines of the tree count from the first line of the file', () => {
    const { tree, links } = lessonOf('---\ntitle: a\n---\n\n# H\n\n[a](b)\n')
    expect(tree.children[0]?.position?.start.line).toBe(5)
    expect(links).toEqual([{ kind: 'link', url: 'b', line: 7, column: 1 }])
  })
})
