import fc from 'fast-check'
import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { type Chunk, chunkLesson } from '../../src/embed/chunk.ts'
import { visibleText } from '../../src/embed/visible-text.ts'
import { sha256 } from '../../src/identifier.ts'

const parse = (markdown: string): Root => unified().use(remarkParse).use(remarkGfm).parse(markdown)

const chunksOf = (markdown: string, title = 'Calling elk', language = 'en'): readonly Chunk[] =>
  chunkLesson({ title, lesson: { tree: parse(markdown) }, language })

const words = (count: number, word = 'call'): string => `${word} `.repeat(count).trim()

const squeeze = (text: string): string => text.replace(/\s+/gu, '')

describe('chunkLesson', () => {
  it('sends title, heading path and text, and names the digest of exactly that', () => {
    const [chunk] = chunksOf(`# Bugling\n\n## Locating\n\n${words(500)}`).slice(-1)
    expect(chunk?.heading).toBe('Bugling › Locating')
    expect(chunk?.input.startsWith('Calling elk\nBugling\n\nLocating\n\ncall')).toBe(true)
    expect(chunk?.inputDigest).toBe(sha256(chunk?.input ?? ''))
  })

  it('leaves a heading out of the path when it repeats the title', () => {
    expect(chunksOf('# Calling elk\n\n## Bugling\n\nText.').map((chunk) => chunk.heading)).toEqual([
      '',
    ])
    expect(
      chunksOf(`# Calling elk\n\n${words(398)}\n\n## Bugling\n\nText.`).map(
        (chunk) => chunk.heading,
      ),
    ).toEqual(['', 'Bugling'])
  })

  it('joins small sections with the following ones up to the target', () => {
    const markdown = ['a', 'b', 'c', 'd'].map((name) => `## ${name}\n\n${words(150)}`).join('\n\n')
    expect(chunksOf(markdown).map(({ number, heading }) => [number, heading])).toEqual([
      [1, 'a'],
      [2, 'c'],
    ])
  })

  it('keeps a section below the limit whole and divides a longer one between paragraphs', () => {
    expect(chunksOf(`## a\n\n${words(300)}\n\n${words(300)}`)).toHaveLength(1)
    const long = chunksOf(`## a\n\n${[words(300), words(300), words(300)].join('\n\n')}`)
    expect(long.map((chunk) => chunk.heading)).toEqual(['a', 'a', 'a'])
  })

  it('divides a long paragraph between sentences', () => {
    const sentence = `The bull ${words(60)} answers.`
    const chunks = chunksOf(`${sentence} `.repeat(40))
    expect(chunks.length).toBeGreaterThan(2)
    for (const chunk of chunks) expect(chunk.text).toMatch(/^The bull .* answers\.$/su)
  })

  it.each([
    ['a sentence without end', words(4000)],
    ['one word of 20,000 letters', 'a'.repeat(20_000)],
    ['Chinese without a stop', '麋鹿呼叫'.repeat(2000)],
  ])('divides %s below 1,000 tokens', (_, text) => {
    const chunks = chunksOf(text)
    expect(chunks.length).toBeGreaterThan(1)
    expect(Math.max(...chunks.map((chunk) => chunk.tokens))).toBeLessThanOrEqual(1000)
    expect(squeeze(chunks.map((chunk) => chunk.text).join(''))).toBe(squeeze(text))
  })

  it('divides even a single grapheme that is too long', () => {
    const text = `e${'\u0301'.repeat(9000)}e`
    const tokens = chunksOf(text).map((chunk) => chunk.tokens)
    expect(tokens.length).toBeGreaterThan(0)
    expect(Math.max(...tokens)).toBeLessThanOrEqual(1000)
  })

  it('takes text from tables, code, pictures and fenced sections, and none from HTML', () => {
    const tree = parse(
      '| call | month |\n|---|---|\n| bugle | September |\n\n```sh\nmake  call\n```\n\n![a bull](x.jpg) a<br>b <b>bold</b>\n\n<!-- secret -->',
    )
    const section = {
      type: 'section',
      name: 'challenge',
      children: parse('## Try it\n\nListen.').children,
    }
    const lesson = { tree: { ...tree, children: [...tree.children, section] } as Root }
    expect(chunkLesson({ title: 'T', lesson, language: 'en' }).map((chunk) => chunk.text)).toEqual([
      'call | month\nbugle | September\n\nmake  call\n\na bull a\nb bold\n\nTry it\n\nListen.',
    ])
  })

  it('takes the anchor that the heading carries', () => {
    const tree = parse('## Wind\n\nUpwind.')
    const [heading] = tree.children
    Object.assign(heading ?? {}, { data: { hProperties: { id: 'wind-1' } } })
    expect(chunkLesson({ title: 'T', lesson: { tree }, language: 'en' })[0]?.anchor).toBe('wind-1')
  })

  it.each(['', '\n\n', '🦌🦌 🎯', '---', '<!-- nothing -->', '[a]: https://example.com'])(
    'makes no chunk of %j',
    (markdown) => {
      expect(chunksOf(markdown)).toEqual([])
    },
  )

  it('counts special tokens as text', () => {
    expect(chunksOf('Never write <|endoftext|> here.')[0]?.input).toContain('<|endoftext|>')
  })

  it('keeps within the limit under a title and headings of any length', () => {
    const markdown = `# ${words(3000, 'rut')}\n\n## ${words(900)}\n\n${words(700)}`
    for (const chunk of chunksOf(markdown, words(2000)))
      expect(chunk.tokens).toBeLessThanOrEqual(1000)
  })

  it('shows every word in order, within the limit, and the same twice', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-zé]{1,12}$/u),
      fc.constantFrom('麋鹿', 'ล่าสัตว์', '🦌', 'U.S.', '3.5', '“rut”', '.', '?!'),
    )
    const prose = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }))
      .map(([list, times]) => `${list.join(' ')} `.repeat(times))
    const block = fc.oneof(
      prose,
      prose.map((text) => `## ${text.slice(0, 60)}`),
      prose.map((text) => `- ${text}`),
      prose.map((text) => `\`\`\`\n${text}\n\`\`\``),
    )
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const markdown = blocks.join('\n\n')
        const chunks = chunksOf(markdown)
        expect(chunksOf(markdown)).toEqual(chunks)
        for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(1000)
        const isWord = /[\p{L}\p{N}\p{M}]+/gu
        expect(
          chunks
            .map((chunk) => chunk.text)
            .join('\n')
            .match(isWord),
        ).toEqual(visibleText(parse(markdown)).match(isWord))
      }),
      { numRuns: 60 },
    )
  })
})
