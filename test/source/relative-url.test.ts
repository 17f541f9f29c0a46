import { describe, expect, it } from 'vitest'
import type { LinkUse } from '../../src/lesson/lesson.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { relativeUrl, writtenSuffix } from '../../src/source/relative-url.ts'
import { resolvePath } from '../../src/source/resolve-path.ts'
import { foreignShape } from '../lesson/reading.ts'

const linksIn = (body: string): readonly LinkUse[] =>
  readLesson(Buffer.from(body), foreignShape()).lesson?.links ?? []

describe('relativeUrl', () => {
  it.each([
    ['p/c/a/index.md', 'p/c/b/index.md', '../x.md', '../b/index.md'],
    ['a.md', 'b.md', 'x.md', 'b.md'],
    ['a.md', 'b.md', './x.md', './b.md'],
    ['p/a.md', 'b.md', './x.md', '../b.md'],
    ['p/a.md', 'p', '../p/', './'],
    ['a.md', 'x:y/b.md', 'x.md', './x:y/b.md'],
    ['a.md', 'ca ña/b.md', 'x.md', 'ca%20ña/b.md'],
    ['a.md', 'caña/b.md', 'c%C3%A1.md', 'ca%C3%B1a/b.md'],
    ['a.md', 'b(1).md', 'x.md', 'b%281%29.md'],
  ])('leads from %s to %s, written like %s, as %s', (from, to, replaced, expected) => {
    expect(relativeUrl(from, to, replaced)).toBe(expected)
  })

  const names = [
    'a%20b',
    'a#b',
    'a?b',
    'a b',
    'a\\b',
    'a<b>',
    'a`b`',
    'a|b',
    '"a"',
    'a&amp;b',
    'a&b',
    '*a*',
    '_a_',
    '[a]',
    '(a',
    'a)',
    '~a~',
    ':a',
    '{a}',
    "'a'",
    '!a',
    'a\u00a0b',
  ]
  it.each(names)(
    'names a file %j so that Markdown and links read it, wherever it stands',
    (name) => {
      const url = relativeUrl('p/a.md', `q/${name}.md`, 'x.md')
      const bodies = [
        `[x](${url})`,
        `[x](<${url}> "t")`,
        `[x]\n\n[x]: ${url}\n`,
        `| [x](${url}) |\n|--|\n`,
      ]
      for (const body of bodies) {
        const [link] = linksIn(body)
        expect(resolvePath('p/a.md', link?.url ?? '')?.path).toBe(`q/${name}.md`)
      }
    },
  )

  it('spells what stands behind the path so that Markdown reads it as it is', () => {
    const [link] = linksIn(`[x](a.md${writtenSuffix('?a=1&copy;=2#b_*c')})`)
    expect(link?.url).toBe('a.md?a=1&copy;=2#b_*c')
  })
})
