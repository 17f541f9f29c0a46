import { describe, expect, it } from 'vitest'
import { editBytes, frontMatterEdits, linkEdits, textIn } from '../../src/authoring/edit-text.ts'

const edited = (text: string, links: Readonly<Record<string, string>>): string => {
  const bytes = Buffer.from(text)
  const edits = linkEdits(textIn(bytes), (url) => links[url] ?? null)
  return Buffer.from(editBytes(bytes, edits)).toString()
}

describe('linkEdits', () => {
  it.each([
    [
      'no more than the path',
      '[a](x.md?q#h "t")',
      { 'x.md?q#h': 'y/z.md?q#h' },
      '[a](y/z.md?q#h "t")',
    ],
    [
      'a path in angle brackets',
      '![a](<x y.png>)',
      { 'x y.png': '../x%20y.png' },
      '![a](<../x%20y.png>)',
    ],
    ['an escaped one as a whole', '[a](x\\_y.md#h)', { 'x_y.md#h': 'z.md#h' }, '[a](z.md#h)'],
    ['an anchor that goes', '[a](x.md#h)', { 'x.md#h': 'z.md' }, '[a](z.md)'],
    [
      'a definition once',
      '[a] [b][a]\n\n[a]: x.md\n',
      { 'x.md': 'y.md' },
      '[a] [b][a]\n\n[a]: y.md\n',
    ],
    [
      'links behind front matter',
      '---\na: 1\n---\n\n[a](x.md)\n',
      { 'x.md': 'y.md' },
      '---\na: 1\n---\n\n[a](y.md)\n',
    ],
    [
      'links behind a byte order mark',
      '\uFEFF[a](x.md)\n',
      { 'x.md': 'y.md' },
      '\uFEFF[a](y.md)\n',
    ],
    [
      'links between CR and LF',
      '---\r\na: 1\r\n---\r\n[a](x.md)\r\n[b](x.md)\r\n',
      { 'x.md': 'longer.md' },
      '---\r\na: 1\r\n---\r\n[a](longer.md)\r\n[b](longer.md)\r\n',
    ],
    ['no code', '[a](x.md) `[a](x.md)`\n', { 'x.md': 'y.md' }, '[a](y.md) `[a](x.md)`\n'],
  ])('replace %s', (_, text, links, expected) => {
    expect(edited(text, links as Readonly<Record<string, string>>)).toBe(expected)
  })
})

describe('frontMatterEdits', () => {
  it('replace values in their quotes and leave all else', () => {
    const bytes = Buffer.from(
      '---\r\n# a comment\r\nneeds: [a/b, "a/b", \'c\'] # more\r\nslug: a/b\r\n---\r\na/b\r\n',
    )
    const edits = frontMatterEdits(textIn(bytes), ({ pointer, value }) =>
      pointer.startsWith('/needs/') && value === 'a/b' ? 'x y' : null,
    )
    expect(Buffer.from(editBytes(bytes, edits)).toString()).toBe(
      '---\r\n# a comment\r\nneeds: ["x y", "x y", \'c\'] # more\r\nslug: a/b\r\n---\r\na/b\r\n',
    )
  })

  it('have nothing to do where there is no front matter', () => {
    expect(frontMatterEdits('a: b\n', () => 'c')).toEqual([])
  })
})
