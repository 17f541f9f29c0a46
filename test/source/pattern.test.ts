import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContentError } from '../../src/errors.ts'
import { parsePattern } from '../../src/source/pattern.ts'

describe('parsePattern', () => {
  it.each([
    [
      'content/{pillar}/{course}/{slug}/index.md',
      'content/game-calls/elk/bugle/index.md',
      { pillar: 'game-calls', course: 'elk', slug: 'bugle' },
    ],
    ['{language}/{slug}.md', 'es/ciervo.md', { language: 'es', slug: 'ciervo' }],
    ['{slug}.md', 'a.b.md', { slug: 'a.b' }],
    ['docs/{slug...}.md', 'docs/a/b/c.md', { slug: 'a/b/c' }],
    ['docs/{slug...}.md', 'docs/a.md', { slug: 'a' }],
    ['{slug...}/index.{language}.md', 'a/b/index.pt-BR.md', { slug: 'a/b', language: 'pt-BR' }],
    ['{slug}.{language}.md', 'a.b.es.md', { slug: 'a.b', language: 'es' }],
    ['{slug}.md', 'línea\nnueva.md', { slug: 'línea\nnueva' }],
    ['a+(b)/{slug}.md', 'a+(b)/x.md', { slug: 'x' }],
    ['README.md', 'README.md', {}],
  ])('reads the parts of %s from %j', (text, path, parts) => {
    const pattern = parsePattern(text)
    expect(pattern.match(path)).toEqual(parts)
    expect(pattern.format(parts)).toBe(path)
  })

  it.each([
    ['{slug}.md', 'a/b.md'],
    ['{slug}.md', '.md'],
    ['{slug}.md', 'a.mdx'],
    ['docs/{slug...}.md', 'docs/.md'],
    ['docs/{slug...}.md', 'docs/a//b.md'],
    ['docs/{slug}.md', 'docs/a.md\n'],
    ['a.b/{slug}', 'axb/c'],
  ])('%s does not match %j', (text, path) => {
    expect(parsePattern(text).match(path)).toBeNull()
  })

  it.each([
    ['content/{pillar}/{slug}.md', 'content/'],
    ['docs/lesson-{slug}.md', 'docs/'],
    ['{slug}.md', ''],
    ['a/b/index.md', 'a/b/'],
  ])('%s has the literal directories %j', (text, prefix) => {
    expect(parsePattern(text).prefix).toBe(prefix)
  })

  it('gives the pattern of the directory that ends in a part', () => {
    const pattern = parsePattern('content/{pillar}/{course}/{slug}/index.{language}.md')
    expect(pattern.directory('pillar')?.match('content/game-calls')).toEqual({
      pillar: 'game-calls',
    })
    expect(pattern.directory('course')?.text).toBe('content/{pillar}/{course}')
    expect(pattern.directory('language')).toBeNull()
    expect(pattern.directory('other')).toBeNull()
  })

  it.each([
    '',
    '/a/{slug}.md',
    'a//{slug}.md',
    '../{slug}.md',
    'a/{slug}/',
    'a\\{slug}.md',
    '{slug',
    'slug}.md',
    '{}.md',
    '{a b}.md',
    '{slug..}.md',
    '{a}{b}.md',
    '{a}/{a}.md',
    '{a...}/{b...}.md',
  ])('refuses %j', (text) => {
    expect(() => parsePattern(text)).toThrow(ContentError)
  })

  it('names what is wrong and where', () => {
    expect(() => parsePattern('{a}/{a}.md')).toThrow(
      'Expected part `{a}` only once, in the pattern "{a}/{a}.md"',
    )
  })

  it.each([
    [{}, 'Missing part `slug`'],
    [{ slug: '' }, 'Expected part `slug`'],
    [{ slug: 'a/b' }, 'one path segment'],
  ])('does not make a path from %j', (parts, message) => {
    expect(() => parsePattern('{slug}.md').format(parts)).toThrow(message)
  })

  it('reads back the parts that a path was made from', () => {
    const segment = fc.stringMatching(/^[^/.]+$/)
    fc.assert(
      fc.property(
        segment,
        fc.array(segment, { minLength: 1 }),
        segment,
        (pillar, slugs, language) => {
          const pattern = parsePattern('content/{pillar}/{slug...}/index.{language}.md')
          const parts = { pillar, slug: slugs.join('/'), language }
          expect(pattern.match(pattern.format(parts))).toEqual(parts)
        },
      ),
    )
  })

  it('makes the same path again from whatever it matched', () => {
    const path = fc.stringMatching(/^[ab./]{1,12}$/)
    fc.assert(
      fc.property(
        fc.constantFrom('{a}.{b}', '{a}/{b}', '{a...}/{b}', '{a...}.b'),
        path,
        (text, it) => {
          const pattern = parsePattern(text)
          const parts = pattern.match(it)
          if (parts !== null) expect(pattern.format(parts)).toBe(it)
        },
      ),
    )
  })
})
