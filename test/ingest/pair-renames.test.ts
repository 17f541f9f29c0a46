import { describe, expect, it } from 'vitest'
import { lineHashes } from '../../src/ingest/line-hashes.ts'
import { pairRenames, type RenameCandidate } from '../../src/ingest/pair-renames.ts'

/** A file whose lines are the letters of a text; what is not given is unlike that of any other. */
const file = (
  path: string,
  text: string,
  fields: Partial<Omit<RenameCandidate, 'path' | 'lines'>> = {},
): RenameCandidate => ({
  path,
  id: null,
  blob: `blob of ${path}`,
  digest: `digest of ${path}`,
  lines: lineHashes(Buffer.from([...text].join('\n'))),
  ...fields,
})

const pairsOf = (
  removed: readonly RenameCandidate[],
  added: readonly RenameCandidate[],
): Readonly<Record<string, string>> => Object.fromEntries(pairRenames(removed, added))

describe('pairRenames', () => {
  it.each([
    [
      'the id before the blob',
      [file('a', '1', { id: 'x' }), file('b', '1', { blob: 'same' })],
      [file('c', '1', { id: 'x', blob: 'same' })],
      { c: 'a' },
    ],
    [
      'the blob before the digest',
      [file('a', '1', { digest: 'same' }), file('b', '1', { blob: 'same' })],
      [file('c', '1', { blob: 'same', digest: 'same' })],
      { c: 'b' },
    ],
    [
      'the digest before the name',
      [file('x/a', 'abc'), file('y/b', 'xyz', { digest: 'same' })],
      [file('z/a', 'abc', { digest: 'same' })],
      { 'z/a': 'y/b' },
    ],
    [
      'half of the lines under one name before more of them under another',
      [file('x/a', 'abzz'), file('x/b', 'abcz')],
      [file('y/a', 'abcd')],
      { 'y/a': 'x/a' },
    ],
    [
      'six lines of ten under another name',
      [file('a', 'abcdefghij')],
      [file('b', 'abcdefzzzz')],
      { b: 'a' },
    ],
    [
      'no five lines of ten under another name',
      [file('a', 'abcdefghij')],
      [file('b', 'abcdezzzzz')],
      {},
    ],
    [
      'no four lines of ten under one name',
      [file('x/a', 'abcdefghij')],
      [file('y/a', 'abcdzzzzzz')],
      {},
    ],
    [
      'the most similar',
      [file('a', 'abcdz'), file('b', 'abcde')],
      [file('c', 'abcde')],
      { c: 'b' },
    ],
    ['nothing without lines', [file('a', '')], [file('b', '')], {}],
    ['nothing where nothing vanished', [], [file('b', 'abc')], {}],
  ])('takes %s', (_, removed, added, expected) => {
    expect(pairsOf(removed, added)).toEqual(expected)
  })

  it.each([
    ['digest', { digest: 'same' }],
    ['name and lines', {}],
  ])('never pairs files of different ids, whatever their %s', (_, fields) => {
    const removed = [file('x/a', 'abc', { id: 'one', ...fields })]
    expect(pairsOf(removed, [file('y/a', 'abc', { id: 'two', ...fields })])).toEqual({})
    expect(pairsOf(removed, [file('y/a', 'abc', fields)])).toEqual({ 'y/a': 'x/a' })
  })

  it('passes over an equal file of another id for the next one', () => {
    const removed = [file('a', '1', { id: 'one', digest: 'd' }), file('b', '1', { digest: 'd' })]
    const added = [file('c', '1', { id: 'two', digest: 'd' })]
    expect(pairsOf(removed, added)).toEqual({ c: 'b' })
  })

  it('decides between equals by path, in whatever order they come', () => {
    const removed = ['a', 'b', 'c'].map((path) => file(path, 'xyz', { blob: 'same' }))
    const added = ['f', 'd', 'e'].map((path) => file(path, 'xyz', { blob: 'same' }))
    const expected = { d: 'a', e: 'b', f: 'c' }
    expect(pairsOf(removed, added)).toEqual(expected)
    expect(pairsOf(removed.toReversed(), added.toReversed())).toEqual(expected)
    const similar = (paths: readonly string[]) => paths.map((path) => file(path, 'xyz'))
    expect(pairsOf(similar(['b', 'a']), similar(['d', 'c']))).toEqual({ c: 'a', d: 'b' })
  })

  it('compares lines of at most 500 files with 500, but still finds equal ones among more', () => {
    const many = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, index) => file(`${prefix}${index}`, 'abc'))
    expect(pairsOf(many(500, 'a'), [file('z', 'abc')])).toEqual({ z: 'a0' })
    expect(pairsOf(many(501, 'a'), [file('z', 'abc')])).toEqual({})
    const equal = file('z', 'abc', { blob: 'blob of a500' })
    expect(pairsOf(many(501, 'a'), [equal])).toEqual({ z: 'a500' })
  })
})

describe('lineHashes', () => {
  it.each([
    ['order', 'a\nb', 'b\na'],
    ['white space around lines, blank lines and their ends', ' a\r\n\n\tb\n', 'a\nb'],
  ])('disregards %s', (_, one, other) => {
    expect(lineHashes(Buffer.from(one))).toEqual(lineHashes(Buffer.from(other)))
  })

  it('tells lines apart, and how often each stands there', () => {
    const hashes = ['a', 'b', 'a\na', 'ab'].map((text) => lineHashes(Buffer.from(text)).join())
    expect(new Set(hashes).size).toBe(4)
  })
})
