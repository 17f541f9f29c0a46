import { describe, expect, it } from 'vitest'
import { read, rulesOf } from './reading.ts'

const each = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

describe('bodies that would keep a parser busy', () => {
  it.each([
    ['a body of 600 KB', 'word '.repeat(120).concat('\n').repeat(1_000), 'MD_SIZE'],
    ['a line of 30,000 characters', `a\n${'x'.repeat(30_000)}`, 'MD_SIZE'],
    ['40,000 headings', '# a\n'.repeat(40_000), 'MD_COMPLEXITY'],
    ['2,500 underlined headings', 'a\n=\n'.repeat(2_500), 'MD_COMPLEXITY'],
    ['nested emphasis', '*a **a '.repeat(2_000), 'MD_COMPLEXITY'],
    ['nested, closed emphasis', '*a **a '.repeat(900) + 'b** b*'.repeat(900), 'MD_COMPLEXITY'],
    ['bullets in one line', '* '.repeat(4_000), 'MD_COMPLEXITY'],
    ['numbers in one line', '1. '.repeat(4_000), 'MD_COMPLEXITY'],
    ['quotes in one line', '> '.repeat(9_000), 'MD_COMPLEXITY'],
    ['quotes without spaces', `${'>'.repeat(19_000)}a`, 'MD_COMPLEXITY'],
    ['brackets', '['.repeat(19_000), 'MD_COMPLEXITY'],
    ['runs of backticks', each(400, (i) => `x ${'`'.repeat(i + 1)}`), 'MD_COMPLEXITY'],
    ['definitions', each(8_000, (i) => `[r${i}]: x`), 'MD_COMPLEXITY'],
    ['a list 1,000 deep', each(1_000, (i) => `${' '.repeat(i)}- a`), 'MD_COMPLEXITY'],
    ['emphasis of two kinds', '*a_ '.repeat(4_000), 'MD_COMPLEXITY'],
    ['open links', '[a](<b'.repeat(3_000), 'MD_COMPLEXITY'],
    ['a paragraph of 40,000 lines', 'a\n'.repeat(40_000), 'MD_COMPLEXITY'],
    [
      'words behind an open bracket',
      `![ www.|\n${'abcde fghij klmno\n'.repeat(8_000)}`,
      'MD_COMPLEXITY',
    ],
    ['what may be addresses', `[ ${`${'h1'.repeat(8_000)}\n`.repeat(20)}`, 'MD_COMPLEXITY'],
    ['a paragraph of 30,000 words', 'one two three\n'.repeat(9_990), 'MD_COMPLEXITY'],
    ['100,000 lines', '\n'.repeat(100_000), 'MD_SIZE'],
    ['lines that continue a quote', `> a\n${'a\n'.repeat(8_000)}`, 'MD_COMPLEXITY'],
    ['4,000 quotes', '> a\n\n'.repeat(4_000), 'MD_COMPLEXITY'],
    ['30,000 list items', '- a\n'.repeat(30_000), 'MD_COMPLEXITY'],
    [
      'emphasis hidden from a naive look at code',
      `<pre>\n\`\`\`\n</pre>\n\n${'*a **a '.repeat(2_000)}`,
      'MD_COMPLEXITY',
    ],
    [
      'emphasis behind a fence in a list',
      `- a\n\n  \`\`\`\nx\n${'*a **a '.repeat(2_000)}`,
      'MD_COMPLEXITY',
    ],
    [
      'emphasis behind what looks like a table',
      `|a|\n|-|\n# h\n${'|*a **a\n'.repeat(2_000)}`,
      'MD_COMPLEXITY',
    ],
    ['sections in sections', '::: a\n'.repeat(100), 'MD_COMPLEXITY'],
  ])('refuses %s within 2.5 seconds', (_, body, rule) => {
    const started = performance.now()
    const reading = read(body)
    expect(performance.now() - started).toBeLessThan(2_500)
    expect(reading.lesson).toBeNull()
    expect(rulesOf(reading)).toEqual([rule])
    expect(rulesOf(read('the next file'))).toEqual([])
  })
})

describe('large but ordinary bodies', () => {
  it.each([
    [
      'a long list of links',
      '- [name](https://a.example/x) and `code` with *stress*\n'.repeat(1_000),
    ],
    ['a large table', `| a | b |\n|---|---|\n${'| [x](y) | **b** and `c` |\n'.repeat(1_000)}`],
    ['long code', `\`\`\`js\n${'const a = b[c] * d[e] // <f>\n'.repeat(3_000)}\`\`\`\n`],
    ['many paragraphs', 'Some *words* with a [link](x) and `code`.\n\n'.repeat(2_000)],
    ['a long list in numbers', '1. Read [this page](a.md) before the others do.\n'.repeat(600)],
    ['a paragraph of 6,000 words', `[a](b) ${'one two three four\n'.repeat(1_500)}`],
    ['a rule of many stars', '* '.repeat(60)],
    ['a line of the greatest length', 'word '.repeat(4_000)],
  ])('takes %s', (_, body) => {
    expect(rulesOf(read(body))).toEqual([])
  })
})
