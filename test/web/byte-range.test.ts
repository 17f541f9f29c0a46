import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteRange, bytesInRange } from '../../src/web/byte-range.ts'

describe('byteRange', () => {
  it.each([
    ['the whole without a header', undefined, null],
    ['a part', 'bytes=2-5', { start: 2, end: 5 }],
    ['the rest', 'bytes=2-', { start: 2, end: 9 }],
    ['the end', 'bytes=-3', { start: 7, end: 9 }],
    ['all, where the end is longer than the body', 'bytes=-30', { start: 0, end: 9 }],
    ['what there is of a part that goes on', 'bytes=8-20', { start: 8, end: 9 }],
    ['nothing behind the end', 'bytes=10-', 'unsatisfiable'],
    ['nothing of an empty end', 'bytes=-0', 'unsatisfiable'],
    ['the whole for several parts', 'bytes=0-1,3-4', null],
    ['the whole for another unit', 'lines=0-1', null],
    ['the whole for a part that ends before it begins', 'bytes=5-2', null],
    ['the whole for no numbers', 'bytes=-', null],
  ])('is %s', (_, header, expected) => {
    expect(byteRange(header, 10)).toEqual(expected)
  })
})

describe('bytesInRange', () => {
  it('gives the bytes of a range, however the body comes in pieces', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 7 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(40), fc.nat(40), async (body, start, more) => {
        const whole = Buffer.concat(body)
        const end = start + more
        const inPieces = async function* () {
          yield* body
        }
        const given: Uint8Array[] = []
        for await (const part of bytesInRange(inPieces(), { start, end })) given.push(part)
        expect(Buffer.concat(given)).toEqual(whole.subarray(start, end + 1))
      }),
    )
  })
})
