import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lessonOf } from './reading.ts'

const digestsOf = (text: string): readonly string[] => {
  const { digest, sourceDigest } = lessonOf(text)
  return [digest, sourceDigest]
}

const word = fc.stringMatching(/^[a-z]{1,8}$/)
const paragraph = fc.array(word, { minLength: 2, maxLength: 30 })
const lesson = fc.record({
  title: word,
  paragraphs: fc.array(paragraph, { minLength: 1, maxLength: 4 }),
  items: fc.array(word, { minLength: 1, maxLength: 5 }),
})

type Layout = { readonly separator: string; readonly marker: string; readonly blank: string }

const write = (
  { title, paragraphs, items }: { title: string; paragraphs: string[][]; items: string[] },
  { separator, marker, blank }: Layout,
): string =>
  [
    '---',
    `title: "${title}"`,
    '---',
    '',
    ...paragraphs.map((words) => `${words.join(separator)}\n`),
    items.map((item) => `${marker} ${item}`).join(blank),
    '',
  ].join('\n')

const plain: Layout = { separator: ' ', marker: '-', blank: '\n' }

describe('digests', () => {
  it('start with their version', () => {
    for (const digest of digestsOf('# A')) expect(digest).toMatch(/^d1:[0-9a-f]{64}$/)
  })

  it('are unchanged by layout', () => {
    fc.assert(
      fc.property(lesson, (content) => {
        const text = write(content, plain)
        const same = digestsOf(text)
        expect(digestsOf(text.replaceAll('\n', '\r\n'))).toEqual(same)
        expect(digestsOf(`${text}\n\n\n`)).toEqual(same)
        expect(digestsOf(write(content, { ...plain, separator: '\n' }))).toEqual(same)
        expect(digestsOf(write(content, { ...plain, marker: '*' }))).toEqual(same)
        expect(digestsOf(write(content, { ...plain, blank: '\n\n' }))).toEqual(same)
      }),
      { numRuns: 40 },
    )
  })

  it('are changed by a word', () => {
    fc.assert(
      fc.property(lesson, word, (content, added) => {
        const [first = [], ...rest] = content.paragraphs
        const changed = { ...content, paragraphs: [[...first, added], ...rest] }
        const before = digestsOf(write(content, plain))
        const after = digestsOf(write(changed, plain))
        expect(after[0]).not.toBe(before[0])
        expect(after[1]).not.toBe(before[1])
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    [
      'bookkeeping keys',
      '---\na: 1\n---\nx',
      '---\na: 1\nstatus: x\nid: y\ndraft: true\nreviewer: z\n---\nx',
    ],
    ['empty values', '---\na: 1\n---\nx', '---\na: 1\nb:\nc: ""\nd: []\ne: { f: [] }\n---\nx'],
    [
      'the order of keys and their quotes',
      '---\na: b\nc: d\n---\nx',
      '---\nc: "d"\na: \'b\'\n---\nx',
    ],
    ['how a label is written', '[a][Label]\n\n[label]: x', '[a][LABEL]\n\n[label]: x'],
    ['the other emphasis marker', '*a* __b__', '_a_ **b**'],
  ])('are unchanged by %s', (_, one, other) => {
    expect(digestsOf(other)).toEqual(digestsOf(one))
  })

  it.each([
    ['a link', '[a](b)', '[a](c)'],
    ['an anchor', '# A', '# A {#b}'],
    ['a kind of section', '::: note\na\n:::', '::: tip\na\n:::'],
    ['emphasis', 'a b', 'a *b*'],
    ['a front matter key', '---\na: 1\n---\n', '---\na: 2\n---\n'],
    ['white space in code', '```\na  b\n```', '```\na b\n```'],
  ])('of content, not of the source text, are changed by %s', (kind, one, other) => {
    expect(lessonOf(other).digest).not.toBe(lessonOf(one).digest)
    expect([kind, lessonOf(other).sourceDigest]).toEqual([kind, lessonOf(one).sourceDigest])
  })

  it.each([
    ['an alt text', '![a](x)', '![b](x)'],
    ['the description', '---\ndescription: a\n---\n', '---\ndescription: b\n---\n'],
    ['the title', '---\ntitle: a\n---\n', '---\ntitle: b\n---\n'],
  ])('of the source text are changed by %s', (_, one, other) => {
    expect(lessonOf(other).sourceDigest).not.toBe(lessonOf(one).sourceDigest)
  })
})
