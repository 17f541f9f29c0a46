import fc from 'fast-check'
import type { Nodes } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { codeOf, messageOf } from '../../src/output/escape-markdown.ts'
import { formatMarkdown } from '../../src/output/format-markdown.ts'
import { finding } from './findings.ts'

const markdown = (...diagnostics: readonly Diagnostic[]): string =>
  formatMarkdown({ older: null, diagnostics })

const nodesOf = (text: string): readonly Nodes[] => {
  const all = (node: Nodes): readonly Nodes[] =>
    'children' in node ? [node, ...node.children.flatMap(all)] : [node]
  return all(unified().use(remarkParse).use(remarkGfm).parse(text))
}

/** All that a text shows outside of code, as GitHub looks through it for names, numbers and addresses. */
const proseIn = (text: string): string =>
  nodesOf(text)
    .map((node) => (node.type === 'text' ? node.value : '\n'))
    .join('')

const codeIn = (text: string): readonly string[] =>
  nodesOf(text).flatMap((node) => (node.type === 'inlineCode' ? [node.value] : []))

const hostile = [
  '@octocat',
  '#17',
  'GH-17',
  'JIRA-17',
  'hma/content#17',
  'hma/content@0123456789abcdef0123456789abcdef01234567',
  '0123456789abcdef0123456789abcdef01234567',
  'https://example.org/',
  'www.example.org',
  'ada@example.org',
  'mailto:ada@example.org',
  '[a](https://example.org)',
  '![a](//example.org)',
  '[a]: //example.org',
  '<script>alert(1)</script>',
  '</details>',
  '<!-- a',
  '**a** _b_ ~~c~~',
  '$a$',
  ':tada:',
  '&lt;',
  '\\',
  '| a | b |',
  '# a',
  '- a',
  '1. a',
  '> a',
  '`',
  '``',
  '\n\n# a\n',
  '[^1]',
  '[ ]',
  '  ',
]
const piece = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 12 }))
const anyText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))

describe('markdown', () => {
  it('lists errors file by file, and folds warnings and suggestions', () => {
    const text = markdown(
      finding({ path: 'a.md' }),
      finding({ path: 'a.md', line: 9 }),
      finding({ path: 'b.md' }),
      finding({ path: 'b.md', severity: 'suggestion', message: 'Odd.' }),
      finding({ path: 'a.md', severity: 'warning', message: 'Hm.' }),
    )
    const error = '`FM_DUPLICATE` Expected `title` once, got it twice.\n  → Remove one of the two.'
    expect(text).toBe(`## hma-content: 3 errors, 1 warning, 1 suggestion

### \`a.md\`

- **3:1** ${error}
- **9:1** ${error}

### \`b.md\`

- **3:1** ${error}

<details>
<summary>1 warning</summary>

### \`a.md\`

- **3:1** \`FM_DUPLICATE\` Hm.
  → Remove one of the two.

</details>

<details>
<summary>1 suggestion</summary>

### \`b.md\`

- **3:1** \`FM_DUPLICATE\` Odd.
  → Remove one of the two.

</details>`)
  })

  it('says that there is nothing to say', () => {
    expect(markdown()).toBe('## hma-content: no findings')
  })

  it('has the same parts whatever a lesson says', () => {
    const kinds = (text: string) =>
      nodesOf(text)
        .map(({ type }) => type)
        .filter((type) => type !== 'text' && type !== 'inlineCode')
    const plain = kinds(markdown(finding(), finding({ severity: 'warning' })))
    fc.assert(
      fc.property(anyText, anyText, anyText, (path, message, hint) => {
        const [error, warning] = [
          finding({ path, message, hint }),
          { severity: 'warning' } as const,
        ]
        expect(kinds(markdown(error, { ...error, ...warning }))).toEqual(plain)
      }),
      { numRuns: 500 },
    )
  })

  it('mentions nobody and refers to nothing', () => {
    const found = /@[a-z\d]|#\d|\b[A-Z]+-\d|[0-9a-f]{7}|:\/\/|www\.|:\w+:|mailto:\w/i
    fc.assert(
      fc.property(anyText, anyText, (message, hint) => {
        expect(proseIn(markdown(finding({ message, hint })))).not.toMatch(found)
      }),
      { numRuns: 500 },
    )
  })

  it('has at most 60,000 characters, and counts what it leaves out, the lighter first', () => {
    const many = (severity: Diagnostic['severity'], count: number) =>
      Array.from({ length: count }, (_, at) => finding({ path: `${at % 70}.md`, severity }))
    const text = markdown(
      ...many('error', 300),
      ...many('warning', 3_000),
      ...many('suggestion', 5),
    )
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text.length).toBeGreaterThan(55_000)
    const shown = text.split('\n- **').length - 1
    expect(shown).toBeGreaterThan(300)
    expect(text.split('\n').at(-1)).toBe(
      `Left out, since a comment holds no more: 0 errors, ${3_300 - shown} warnings, 5 suggestions. Run \`hma-content validate\` to see all.`,
    )
    expect(text.split('</details>')).toHaveLength(2)
  })

  it('leaves out a finding that alone is too long', () => {
    const text = markdown(finding({ message: '@'.repeat(60_000) }))
    expect(text).toContain('Left out, since a comment holds no more: 1 error,')
    expect(text.length).toBeLessThan(500)
  })
})

describe('a message in Markdown', () => {
  it('keeps values in backticks as code, as they are', () => {
    const text = messageOf('Expected `@a`, got `#1 | <b>`.')
    expect(text).toBe('Expected `@a`, got `#1 | <b>`.')
    expect(codeIn(text)).toEqual(['@a', '#1 | <b>'])
  })

  it('has no code where backticks have no partner', () => {
    expect(codeIn(messageOf('Expected `a.'))).toEqual([])
  })
})

describe('code in Markdown', () => {
  it('shows any text on one line, as it is but for what a terminal obeys', () => {
    const printableText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        fc.oneof(
          printableText,
          fc.string({ unit: fc.constantFrom('`', ' ', 'a', '\\'), minLength: 1 }),
        ),
        (text) => {
          fc.pre(text.trim() !== '')
          expect(codeIn(`x ${codeOf(text)} x`)).toEqual([text])
        },
      ),
    )
  })
})
