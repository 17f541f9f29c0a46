import { describe, expect, it } from 'vitest'
import { parseTrailers } from '../../src/source/trailers.ts'

describe('parseTrailers', () => {
  it.each([
    ['Subject\n\nChange-Type: major\n', ['Change-Type=major']],
    ['Subject\n\nBody\n\nA: 1\nB:2\n\n', ['A=1', 'B=2']],
    ['Subject\r\n\r\nA: 1\r\n', ['A=1']],
    ['Subject\n\nA: one\n  two\n\tthree', ['A=one two three']],
    ['Subject\n\nA: 1\nA: 2', ['A=1', 'A=2']],
    ['Subject\n\nA:', ['A=']],
    ['Subject\n\nCo-authored-by: B <b@c.d>', ['Co-authored-by=B <b@c.d>']],
    ['Change-Type: major', []],
    ['Subject\n\nSee: this\nand that', []],
    ['Subject\n\nA: 1\n\nBody', []],
    ['', []],
  ])('reads from %j: %j', (message, trailers) => {
    expect(parseTrailers(message).map(({ key, value }) => `${key}=${value}`)).toEqual(trailers)
  })
})
