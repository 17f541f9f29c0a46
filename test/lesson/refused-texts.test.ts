import { describe, expect, it } from 'vitest'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { foreignShape, read, schemaShape } from './reading.ts'

// Both read an id and a date: without a schema only under keys of the repository's own.
const shapes = [
  ['with a schema', schemaShape({ type: 'object' }), 'id', 'publish_at'],
  ['without a schema', foreignShape({ id: 'uid', publish_at: 'from' }), 'uid', 'from'],
] as const

const front = (yaml: string): string => `---\n${yaml}\n---\nbody\n`
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

const good = '---\ntitle: Wind\n---\n\n# Wind\n\nWatch the grass.\n'

/** Errors by name, what it is, its rule and its line. */
const refused: readonly (readonly [string, string | Uint8Array, string, number])[] = [
  ['front matter in JavaScript', '---js\n{ title: 1 }\n---\n', 'FM_LANG', 1],
  ['front matter in a language named like a method', '---toString\na: 1\n---\n', 'FM_LANG', 1],
  ['front matter that is never closed', '---\ntitle: a\n\nbody\n', 'FM_UNCLOSED', 1],
  ['two byte order marks', `\uFEFF\uFEFF${good}`, 'FM_ENCODING', 1],
  ['lines that end in CR alone', good.replaceAll('\n', '\r'), 'FM_ENCODING', 1],
  ['a scalar for front matter', front('text'), 'FM_NOT_MAP', 2],
  ['a list for front matter', front('- a'), 'FM_NOT_MAP', 2],
  ['a key that comes twice', front('a: 1\nb: 2\na: 3'), 'FM_DUPLICATE', 4],
  ['a key that is every object’s', front('a:\n  b: { __proto__: { c: 1 } }'), 'FM_KEY', 3],
  [
    'aliases that multiply nine times',
    front(`a0: &a0 [x]\n${lines(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`)}`),
    'FM_ALIAS',
    2,
  ],
  [
    'a chain of 8,000 merges',
    front(`k0: &k0 {}\n${lines(8_000, (i) => `k${i + 1}: &k${i + 1}\n  <<: *k${i}`)}`),
    'FM_SIZE',
    1,
  ],
  [
    'one alias merged 8,000 times',
    front(`a: &a { x: 1 }\nb: { <<: [${'*a, '.repeat(8_000)}] }`),
    'FM_ALIAS',
    2,
  ],
  [
    '3,000 times 3,000 empty merges',
    front(`a: &a [${'{}, '.repeat(3_000)}]\n${lines(3_000, (i) => `b${i}: { <<: *a }`)}`),
    'FM_SIZE',
    1,
  ],
  ['20,000 maps in each other', front(`a: ${'{a: '.repeat(20_000)}`), 'FM_DEPTH', 2],
  ['800 keys in each other', front(lines(800, (i) => `${' '.repeat(i)}k:`)), 'FM_DEPTH', 18],
  ['20,000 keys', front(lines(20_000, (i) => `key${i}: 1`)), 'FM_SIZE', 1],
  ['a tag that makes a function', front('a: !!js/function "x"'), 'FM_TAG', 2],
  ['an escaped NUL', front('a: "\\0"'), 'TEXT_NUL', 2],
  ['an escaped NUL in a key', front('"\\0": a'), 'TEXT_NUL', 2],
  ['a NUL byte', 'a\n\nb\0', 'TEXT_NUL', 3],
  ['half of a surrogate pair', front('a: "\\uD800"'), 'TEXT_SURROGATE', 2],
  ['a byte that UTF-8 has not', bytes(0x61, 0x0a, 0xff), 'TEXT_ENCODING', 2],
  ['a surrogate written as UTF-8', bytes(0xed, 0xa0, 0x80), 'TEXT_ENCODING', 1],
  ['a NUL in two bytes', bytes(0xc0, 0x80), 'TEXT_ENCODING', 1],
  ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le'), 'TEXT_ENCODING', 1],
  ['UTF-16 without a mark', Buffer.from(good, 'utf16le'), 'TEXT_NUL', 1],
  ['Latin-1', Buffer.from('café au lait', 'latin1'), 'TEXT_ENCODING', 1],
  ['a pointer to a file elsewhere', pointer, 'LFS_POINTER', 1],
  ['such a pointer behind a byte order mark', `\uFEFF${pointer}`, 'LFS_POINTER', 1],
  ['a file of 20 MB', Buffer.alloc(20_000_000, 'word\n'), 'TEXT_SIZE', 1],
  ['a body of 10 MB', 'word\n\n'.repeat(1_700_000), 'TEXT_SIZE', 1],
  ['a body of 900 KB', 'word\n\n'.repeat(150_000), 'MD_SIZE', 1],
  ['a line of 5 MB', 'a'.repeat(5_000_000), 'TEXT_SIZE', 1],
  ['a line of 500 KB', `\n${'a'.repeat(500_000)}`, 'MD_SIZE', 2],
  ['100,000 headings', '# a\n'.repeat(100_000), 'MD_SIZE', 1],
  ['2,000 times emphasis in emphasis', '*a **a '.repeat(2_000), 'MD_COMPLEXITY', 1],
  ['4,000 bullets in a line', '* '.repeat(4_000), 'MD_COMPLEXITY', 1],
  ['50,000 quotes in a line', '> '.repeat(50_000), 'MD_SIZE', 1],
  ['50,000 quotes in lines', `${'> '.repeat(5_000)}\n`.repeat(10), 'MD_COMPLEXITY', 1],
  ['50,000 brackets in a line', '['.repeat(50_000), 'MD_SIZE', 1],
  ['50,000 brackets in lines', `${'['.repeat(5_000)}\n`.repeat(10), 'MD_COMPLEXITY', 1],
  [
    'runs of backticks of 1,000 lengths',
    lines(1_000, (i) => `a ${'`'.repeat(i)}`),
    'MD_COMPLEXITY',
    18,
  ],
  ['8,000 definitions', lines(8_000, (i) => `[r${i}]: x`), 'MD_COMPLEXITY', 1_582],
  ['8,000 references', lines(8_000, (i) => `[r${i}]`), 'MD_COMPLEXITY', 1_582],
  ['lists 1,000 deep', lines(1_000, (i) => `${' '.repeat(i)}- a`), 'MD_COMPLEXITY', 17],
  ['emphasis of two kinds', '*a_ '.repeat(4_000), 'MD_COMPLEXITY', 1],
  ['30,000 open links in a line', '[a](<b'.repeat(30_000), 'MD_SIZE', 1],
  ['30,000 open links in lines', `${'[a](<b'.repeat(3_000)}\n`.repeat(10), 'MD_COMPLEXITY', 1],
]

describe.each(shapes)('a file %s', (_, shape, idKey, dateKey) => {
  it.each(refused)('is no lesson with %s, and the next file is', (_, text, rule, line) => {
    const content = typeof text === 'string' ? Buffer.from(text) : text
    const alone = read(good, shape)
    const started = performance.now()
    const reading = readLesson(content, shape)
    expect(performance.now() - started).toBeLessThan(2_500)
    expect(reading.lesson).toBeNull()
    expect(reading.findings[0]).toMatchObject({ severity: 'error', rule, line })
    expect(reading.findings[0]).toMatchObject({
      column: expect.any(Number),
      message: expect.stringMatching(/^(?:Expected|Cannot|Missing) .*\.$/u),
      hint: expect.stringMatching(/^[A-Z].*\.$/u),
    })
    expect(readLesson(content, shape)).toEqual(reading)
    expect(read(good, shape)).toEqual(alone)
    expect(Reflect.get({}, 'c')).toBeUndefined()
  })

  it.each([
    ['a title that turns the direction', front('title: "a\u202Eb"'), 'TEXT_BIDI', 2],
    ['the same as an escape', front('title: "a\\u202Eb"'), 'TEXT_BIDI', 2],
    ['a slug that turns the direction', front('slug: "a\u2066b"'), 'TEXT_BIDI', 2],
    ['a slug with a space of no width', front('slug: "a\u200Bb"'), 'ID_CHARSET', 2],
    ['a slug with a Cyrillic letter', front('slug: "w\u0456nd"'), 'ID_CHARSET', 2],
    ['an id with a space of no width', front(`${idKey}: "12\u200B34"`), 'ID_FORMAT', 2],
    ['an id with a Cyrillic letter', front(`${idKey}: "\u0430bc"`), 'ID_FORMAT', 2],
    ['a day that February has not', front(`${dateKey}: 2024-02-30`), 'FM_DATE', 2],
    ['a month that no year has', front(`${dateKey}: 2024-13-01`), 'FM_DATE', 2],
    ['a link that turns the direction', '[a](https://a.example/\u202Ex)', 'TEXT_BIDI', 1],
    ['the same as an entity', '[a](https://a.example/&#x202E;x)', 'TEXT_BIDI', 1],
    ['a script in a link', '[a](javascript:alert(1))', 'URL_SCHEME', 1],
    ['a script in a link, coded', '[a](&#x6A;ava&#x73;cript&colon;alert(1))', 'URL_SCHEME', 1],
    ['a script in a link, in mixed case', '[a](JaVaScRiPt:x)', 'URL_SCHEME', 1],
    ['data in a link', '[a](data:text/html,x)', 'URL_SCHEME', 1],
    ['Visual Basic in a link', '[a](vbscript:x)', 'URL_SCHEME', 1],
    ['a file of the machine', '[a](file:///etc/passwd)', 'URL_SCHEME', 1],
    ['a script between angle brackets', '<javascript:alert(1)>', 'URL_SCHEME', 1],
    ['a script in a definition', '[a][b]\n\n[b]: javascript:x', 'URL_SCHEME', 1],
    ['another host without a scheme', '[a](//evil.example)', 'LINK_PROTOCOL_RELATIVE', 1],
    ['the same with backslashes', '[a](\\\\\\\\evil.example)', 'LINK_PROTOCOL_RELATIVE', 1],
    ['coded steps upwards', '[a](%2e%2e/%2E%2e/etc/passwd)', 'LINK_DISGUISED', 1],
    ['a picture by an absolute path', '![a](/etc/passwd.png)', 'LINK_ABSOLUTE', 1],
  ])('is not fit with %s', (_, text, rule, line) => {
    const { findings } = read(text, shape)
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ rule, line }])
    expect(read(text, shape).findings).toEqual(findings)
  })

  it('is read the same whether lines end in LF or CRLF, with a mark or without', () => {
    const twin = `\uFEFF${good.replaceAll('\n', '\r\n')}`
    expect(read(twin, shape)).toEqual(read(good, shape))
  })
})

it.each(['2024-02-30', '2024-13-01', '12:30:45', '017', 'yes', '1_000', '.inf', '1e999'])(
  'is typed by its schema: %s is text where text is asked for, and nothing else',
  (value) => {
    const typed = (type: string) =>
      read(front(`a: ${value}`), schemaShape({ type: 'object', properties: { a: { type } } }))
    expect(typed('string').lesson?.metadata).toEqual({ a: value })
    expect(typed('string').findings).toEqual([])
    for (const type of ['number', 'integer', 'boolean', 'null'])
      expect(typed(type).findings).toMatchObject([{ rule: 'SCHEMA', severity: 'error', line: 2 }])
  },
)
