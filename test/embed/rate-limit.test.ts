import { describe, expect, it } from 'vitest'
import { parseDuration, waitAsked } from '../../src/embed/rate-limit.ts'

describe('parseDuration', () => {
  it.each([
    ['12ms', 12],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['2d', 172_800_000],
    ['', null],
    ['-1', null],
    ['soon', null],
  ])('reads %j as %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })
})

describe('waitAsked', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    [{}, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': '9' }, 9_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'x-ratelimit-remaining-tokens': '900', 'x-ratelimit-reset-tokens': '2s' }, 2_000],
    [{ 'x-ratelimit-remaining-tokens': '1000', 'x-ratelimit-reset-tokens': '2s' }, 0],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-reset-requests': '6m0s' }, 0],
    [{ 'x-ratelimit-remaining-requests': '0' }, 0],
  ])('takes %j as %i ms before 1,000 tokens', (headers, wait) => {
    expect(waitAsked(new Headers(headers), 1_000, now)).toBe(wait)
  })
})
