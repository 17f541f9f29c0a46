import { describe, expect, it } from 'vitest'
import { changedRedirects, redirectsText } from '../../src/authoring/edit-redirects.ts'

describe('changedRedirects', () => {
  const none = (): boolean => false
  it.each([
    ['adds a slug that was left', {}, [{ from: 'a', to: 'b' }], none, { a: 'b' }],
    ['leads on what led to it', { z: 'a' }, [{ from: 'a', to: 'b' }], none, { z: 'b', a: 'b' }],
    [
      'leaves out what an item has again',
      { b: 'a' },
      [{ from: 'a', to: 'b' }],
      (slug: string) => slug === 'b',
      { a: 'b' },
    ],
    [
      'keeps what has nothing to do with it',
      { x: 'y' },
      [{ from: 'a', to: 'b' }],
      none,
      { x: 'y', a: 'b' },
    ],
    [
      'has the last word of a slug that led elsewhere',
      { a: 'x' },
      [{ from: 'a', to: 'b' }],
      none,
      { a: 'b' },
    ],
  ] as const)('%s', (_, before, changes, isTaken, expected) => {
    expect(changedRedirects(before, changes, isTaken)).toEqual(expected)
  })
})

describe('redirectsText', () => {
  it.each([
    ['begins a file', '', {}, { a: 'b/c' }, 'a: b/c\n'],
    [
      'adds a line behind the last',
      '# why\na: b # c',
      { a: 'b' },
      { a: 'b', '404': 'it is' },
      '# why\na: b # c\n"404": "it is"\n',
    ],
    [
      'changes a value in its place',
      '# why\n"a": \'b\' # c\nd: e\n',
      { a: 'b', d: 'e' },
      { a: 'x', d: 'e' },
      '# why\n"a": \'x\' # c\nd: e\n',
    ],
    [
      'removes a line',
      'a: b\nc: d # e\nf: g\n',
      { a: 'b', c: 'd', f: 'g' },
      { a: 'b', f: 'g' },
      'a: b\nf: g\n',
    ],
    [
      'writes a file anew that has no line for each',
      '{ a: b, c: d }\n',
      { a: 'b', c: 'd' },
      { a: 'b', e: 'f' },
      'a: b\ne: f\n',
    ],
  ])('%s', (_, text, before, after, expected) => {
    expect(
      redirectsText(text, before as Record<string, string>, after as Record<string, string>),
    ).toBe(expected)
  })
})
