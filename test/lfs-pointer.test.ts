import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPointerLike, overLimit, readPointer } from '../src/lfs-pointer.ts'
import { pointerTo } from './support/lfs.ts'

const oid = '4d'.repeat(32)
const pointer = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''))
const version = 'version https://git-lfs.github.com/spec/v1'

describe('readPointer', () => {
  it('reads what Git LFS writes', () => {
    expect(readPointer(pointer([version, `oid sha256:${oid}`, 'size 12345']))).toEqual({
      kind: 'pointer',
      pointer: { oid, size: 12345 },
    })
  })

  it('gives each file one pointer only: what it reads, it would write the same', () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(130),
        count: fc.nat(3),
        text: fc.constantFrom('', ' ', '\n', '\r', '0', 'a', 'A', '+', '1', '\t'),
      }),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(fc.uint8Array(), edits, (bytes, changes) => {
        const text = changes.reduce(
          (before, { at, count, text }) => before.slice(0, at) + text + before.slice(at + count),
          pointerTo(bytes),
        )
        const read = readPointer(Buffer.from(text))
        if (read.kind !== 'pointer') return
        expect(text).toBe(`${version}\noid sha256:${read.pointer.oid}\nsize ${read.pointer.size}\n`)
      }),
    )
  })

  it.each<readonly [string, Buffer, RegExp]>([
    [
      'the name under which Git LFS began',
      pointer(['version https://hawser.github.com/spec/v1', `oid sha256:${oid}`, 'size 1']),
      /line 1/,
    ],
    [
      'a later version',
      pointer(['version https://git-lfs.github.com/spec/v2', `oid sha256:${oid}`, 'size 1']),
      /line 1/,
    ],
    [
      'another host that begins alike',
      pointer([
        'version https://git-lfs.github.com.example/spec/v1',
        `oid sha256:${oid}`,
        'size 1',
      ]),
      /line 1/,
    ],
    [
      'a byte order mark',
      Buffer.concat([
        Buffer.from([0xef, 0xbb, 0xbf]),
        pointer([version, `oid sha256:${oid}`, 'size 1']),
      ]),
      /line 1/,
    ],
    ['capital letters', pointer([version, `oid sha256:${oid.toUpperCase()}`, 'size 1']), /line 2/],
    [
      'a path for an id',
      pointer([version, 'oid sha256:../../../../etc/passwd', 'size 1']),
      /line 2/,
    ],
    ['another hash', pointer([version, `oid sha1:${oid.slice(24)}`, 'size 1']), /line 2/],
    [
      'an extension',
      pointer([version, `ext-0-foo sha256:${oid}`, `oid sha256:${oid}`, 'size 1']),
      /line 2/,
    ],
    ['another order', pointer([version, 'size 1', `oid sha256:${oid}`]), /line 2/],
    ['the oid first', pointer([`oid sha256:${oid}`, 'size 1', version]), /line 1/],
    ['the size first', pointer(['size 1', `oid sha256:${oid}`, version]), /line 1/],
    ['CRLF', Buffer.from(`${version}\r\noid sha256:${oid}\r\nsize 1\r\n`), /line 1/],
    ['a negative size', pointer([version, `oid sha256:${oid}`, 'size -1']), /line 3/],
    [
      'a size of more than 64 bits',
      pointer([version, `oid sha256:${oid}`, 'size 99999999999999999999']),
      /line 3/,
    ],
    [
      'the largest size of 64 bits',
      pointer([version, `oid sha256:${oid}`, 'size 9223372036854775807']),
      /line 3/,
    ],
    [
      'a size that no number holds',
      pointer([version, `oid sha256:${oid}`, 'size 9999999999999999']),
      /at most 9007199254740991/,
    ],
    ['a size with a zero before it', pointer([version, `oid sha256:${oid}`, 'size 01']), /line 3/],
    ['a line more', pointer([version, `oid sha256:${oid}`, 'size 1', 'x']), /third line/],
    ['no line feed at its end', Buffer.from(`${version}\noid sha256:${oid}\nsize 1`), /third line/],
    ['no size', pointer([version, `oid sha256:${oid}`]), /line 3/],
    [
      'padding',
      Buffer.concat([pointer([version, `oid sha256:${oid}`, 'size 1']), Buffer.alloc(1000, '\n')]),
      /at most 1023 bytes/,
    ],
  ])('refuses %s', (_, bytes, fault) => {
    expect(readPointer(bytes)).toEqual({ kind: 'faulty', fault: expect.stringMatching(fault) })
  })

  it.each([
    '',
    '# version https://git-lfs.github.com/spec/v1',
    'version 1.0',
    'size matters',
    '\xff\xd8\xff',
  ])('takes %j for no pointer at all', (text) => {
    expect(isPointerLike(Buffer.from(text, 'latin1'))).toBe(false)
    expect(readPointer(Buffer.from(text, 'latin1'))).toEqual({ kind: 'none' })
  })
})

describe('overLimit', () => {
  it('is of the size that the pointer says', () => {
    expect(overLimit({ oid, size: 10 }, 10)).toBeNull()
    expect(overLimit({ oid, size: 11 }, 10)).toMatchObject({ rule: 'LFS_SIZE', severity: 'error' })
  })
})
