import type { Nodes } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import type { RequestChange } from '../../src/line/request-changes.ts'
import {
  formatRequestMarkdown,
  type RequestReport,
  reportMark,
} from '../../src/output/format-request.ts'

const change = (slug: string, more: Partial<RequestChange> = {}): RequestChange => ({
  action: 'update',
  reason: 'edited',
  type: 'lesson',
  slug,
  path: `en/${slug}.md`,
  title: 'Wind',
  status: 'live',
  ...more,
})
const finding = (path: string): Diagnostic => ({
  path,
  line: 3,
  column: 1,
  severity: 'error',
  rule: 'FM_KEY',
  message: 'Expected `title`, got none.',
  hint: 'Add it.',
})
const report = (more: Partial<RequestReport>): RequestReport => ({
  base: 'a'.repeat(40),
  commit: 'b'.repeat(40),
  changes: [],
  findings: { fresh: [], older: [] },
  media: [],
  embeddings: { chunks: 0, embedded: 0, reused: 0, tokens: 0, dollars: 0, model: 'one' },
  outdated: [],
  orphaned: [],
  redirects: [],
  settings: [],
  ...more,
})

const remark = unified().use(remarkParse).use(remarkGfm)

describe('the report of a request as Markdown', () => {
  it('fits into a comment whatever it changes, and says how much is left out', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `${'very/'.repeat(40)}long-${index}`)
    const text = formatRequestMarkdown(
      report({
        changes: many.map((slug) => change(slug, { title: '|*'.repeat(200) })),
        findings: { fresh: many.map(finding), older: many.map(finding) },
        media: many.map((path) => ({ path, size: 1, dimensions: null, renditions: [] })),
        outdated: many.map((slug) => ({
          slug,
          language: 'es',
          path: slug,
          sections: [{ title: '|'.repeat(500), anchor: '', change: 'added', words: 1 }],
        })),
        orphaned: many,
        redirects: many.map((from) => ({ from, to: from })),
        settings: ['hma-content.yaml'],
      }),
      'https://example.org/blob/abc',
    )
    expect(text.length).toBeLessThan(60_000)
    expect(text.match(/And \d+ more\./g)).toHaveLength(5)
    expect(text).toContain('Left out, since a comment holds no more: ')
    expect(text).toContain('## hma-content: 10000 lessons to change, 10000 new errors\n')
  })

  it('gives a row for each change, folded, and leaves out what there is none of', () => {
    const changes = [change('wind'), change('wind', { language: 'es', action: 'create' })]
    const text = formatRequestMarkdown(report({ changes }), null)
    expect(text).toContain('## hma-content: 1 lesson and 1 translation to change\n')
    expect(text).toContain('| update | **Wind** `wind` | live | edited |')
    expect(text).toContain('| create | **Wind** &#91;es&#93; `wind` | live | edited |')
    expect(text.match(/<details>/g)).toHaveLength(1)
  })

  it.each(['a | b/c`d.md', '](https://evil.example) [x', '</summary><script>', '@all `|` ![x](y)'])(
    'keeps %j within its cell and its link',
    (text) => {
      const changes = [change(text, { path: text, title: text, reason: text })]
      const links = 'https://example.org/blob/abc'
      const tree = remark.parse(formatRequestMarkdown(report({ changes }), links))
      const found = (type: string): readonly Nodes[] => {
        const nodes: Nodes[] = []
        visit(tree, type, (node) => {
          nodes.push(node)
        })
        return nodes
      }
      expect(found('link').map((link) => 'url' in link && link.url)).toEqual([
        expect.stringMatching(/^https:\/\/example\.org\/blob\/abc\/[^()<>`|]+$/),
      ])
      expect(found('image')).toEqual([])
      expect(found('html').map((html) => 'value' in html && html.value)).toEqual([
        reportMark,
        '<details>\n<summary>Lessons: 1</summary>',
        '</details>',
      ])
      const [, lessons] = found('table')
      expect(lessons?.type === 'table' && lessons.children[1]?.children).toHaveLength(4)
      expect(found('inlineCode').map((code) => 'value' in code && code.value)).toContain(text)
    },
  )
})
