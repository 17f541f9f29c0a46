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
    expect(chunk?.input.startsWith('Calling elk\n\nBugling\n\nLocating\n\ncall')).toBe(true)
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

  it('joins a short section with all that is below it, and nothing across', () => {
    const markdown = [
      '## a',
      words(150),
      '### a1',
      words(150),
      '## b',
      words(390),
      '### b1',
      words(20),
      '## c',
      words(20),
    ].join('\n\n')
    expect(chunksOf(markdown).map(({ number, heading }) => [number, heading])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'b › b1'],
      [4, 'c'],
    ])
  })

  it('leaves no heading alone that has text below it', () => {
    const markdown = `## a\n\n### a1\n\n${words(300)}\n\n### a2\n\n${words(300)}`
    expect(chunksOf(markdown).map(({ text }) => text.split('\n')[0])).toEqual(['a', 'a2'])
  })

  it('changes the chunks of one section only where that section changes', () => {
    // Both words are one token, at the beginning of a line too: a longer section may part from its neighbours.
    const section = fc.record({
      depth: fc.integer({ min: 2, max: 4 }),
      length: fc.integer({ min: 0, max: 500 }),
    })
    const markdownOf = (sections: readonly { depth: number; length: number; word: string }[]) =>
      sections
        .map(
          ({ depth, length, word }, at) => `${'#'.repeat(depth)} s${at}\n\n${words(length, word)}`,
        )
        .join('\n\n')
    fc.assert(
      fc.property(fc.array(section, { minLength: 2, maxLength: 12 }), fc.nat(), (drawn, pick) => {
        const sections = drawn.map((one) => ({ ...one, length: one.length + 1, word: 'call' }))
        const edited = pick % sections.length
        const after = sections.map((one, at) => (at === edited ? { ...one, word: 'play' } : one))
        const before = new Set(chunksOf(markdownOf(sections)).map((one) => one.inputDigest))
        for (const chunk of chunksOf(markdownOf(after)))
          if (!before.has(chunk.inputDigest)) expect(chunk.text).toMatch(/play/)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the choices of a quiz with their question, and does not tell which is right', () => {
    const quiz = {
      type: 'section',
      name: 'quiz',
      children: parse('Where do you sit?\n\n- [x] Downwind\n- [ ] Upwind').children,
    }
    const lesson = { tree: { type: 'root', children: [quiz] } as unknown as Root }
    expect(chunkLesson({ title: 'T', lesson, language: 'en' }).map(({ text }) => text)).toEqual([
      'Where do you sit?\nDownwind\nUpwind',
    ])
  })

  it('cuts a long table between rows, each of which names its columns', () => {
    const rows = Array.from({ length: 200 }, (_, index) => `| call ${index} | month ${index} |`)
    const chunks = chunksOf(['| Call | Month |', '|---|---|', ...rows].join('\n'))
    expect(chunks.length).toBeGreaterThan(1)
    for (const { text } of chunks)
      for (const line of text.split('\n').filter((one) => one !== ''))
        expect(line).toMatch(/^Call: call (\d+); Month: month \1$/)
  })

  it.each([
    ['en', 'Ask Dr. Elk about J. Smith. ', /Smith\.$/],
    ['es', '¿Dónde está el alce? ', /\?$/],
    ['de', 'Der Hirsch röhrt z. B. im Herbst. ', /Herbst\.$/],
    ['zh', '公鹿在山谷里回答。', /。$/],
    ['ja', '雄鹿が谷で答える。', /。$/],
    ['hi', 'बैल उत्तर देता है। ', /।$/],
    ['ur', 'بیل جواب دیتا ہے۔ ', /۔$/],
    ['ar', 'الثور يجيب؟ ', /؟$/],
    ['ko', '수사슴이 대답한다. ', /\.$/],
  ])('ends pieces of a long paragraph in %s where a sentence ends', (language, sentence, end) => {
    const chunks = chunksOf(sentence.repeat(400), 'T', language)
    expect(chunks.length).toBeGreaterThan(1)
    for (const { text } of chunks) expect(text).toMatch(end)
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
      'call: bugle; month: September\n\nmake  call\n\na bull a\nb bold\n\nTry it\n\nListen.',
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
