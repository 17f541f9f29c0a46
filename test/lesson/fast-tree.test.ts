import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readByBoth } from './both-parsers.ts'

const read = [
  '# A\n\ntwo *words* and `code`\n',
  '- one\n- two\n\n  more\n- three\n',
  '> 1. one\n> 2. two\n>\n> after\n',
  '| a | b |\n|---|---|\n| c | ~~d~~ |\n',
  '::: tip Read this\n\ntext\n\n:::\n',
  'text\n::: {.callout}\nmore\n:::: challenge\n\n## Inner\n\n::::\n:::\n',
  '- item\n\n  ::: tip\n  text\n  :::\n',
  '```\n::: tip\n```\n',
  '    ::: tip\n',
  '<!--\n::: tip\n-->\n',
  ':::image source="a.png" alt-text="x":::\n',
  ':::)\n',
  '![a](b.png){alt="c" width="40%" .wide} text\n',
  '[a][b]\n\n[b]: c.md "d"\n',
  'text[^1]\n\n[^1]: note\n',
  '<div>\n\ntext\n\n</div>\n',
  '- <!-- c -->\n',
  '|a|b|\n|-|-|\n|[c](https://example.org/d?e=f).|![g](https://example.org/h.png)|\n',
]

const referred = [
  '- ::: tip\n',
  'https://example.org|\n',
  '|a|\n|-|\n|[c](https://example.org)| https://example.org |\n',
  '|a|\n|-|\n|\\[c](https://example.org)|\n',
  '|a|\n|-|\n|`[c`](https://example.org)|\n',
  '![a](b.png){alt="c"}https://example.org\n',
  '**🎉 party**\n',
  'text with a mark <?fence 0?> of its own\n\n::: tip\n',
  'text\n      ::: tip\n',
]

describe('the fast parser', () => {
  it.each(read)('reads %j as the reference does', (body) => {
    const { fast, reference } = readByBoth(body)
    expect(fast).toEqual(reference)
  })

  it.each(referred)('leaves %j to the reference', (body) => {
    expect(readByBoth(body).fast).toBeNull()
  })

  it('reads lines of prose, lists, quotes and fences in any order as the reference does', () => {
    const line = fc.constantFrom(
      ...['', 'a word', '*a* **b** `c`', '# h', '## h {#i}', '- item', '  more', '1. one', '> q'],
      ...['> - q', '::: tip', ':::', ':::: note Title', '[a](b.md)', '![p](q.png)', '---'],
      ...['```', 'a & b &amp; c', 'https://example.org', 'é ü 日本語', 'a\\*b', '<!-- c -->'],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { fast, reference } = readByBoth(lines.join('\n'))
        if (fast !== null) expect(fast).toEqual(reference)
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads cells of links in any order as the reference does', () => {
    const piece = fc.constantFrom(
      ...['[t](https://example.org)', '![i](http://example.org/i.png)', '[', '](', ')', '|', ' '],
      ...['`', '\\', '!', '.', 'a', '](www.example.org)', '[^1]', '&amp;', '{'],
    )
    const row = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(row, row, (one, other) => {
        const body = `|a|b|\n|---|---|\n|${one}|${other}|\n|[t](https://example.org)|${other}\n`
        const { fast, reference } = readByBoth(body)
        if (fast !== null) expect(fast).toEqual(reference)
      }),
      { numRuns: 2_000 },
    )
  })
})
