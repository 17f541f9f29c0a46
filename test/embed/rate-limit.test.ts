import { describe, expect, it } from 'vitest'
import { limitState, parseDuration, rateLimits, retryAfter } from '../../src/embed/rate-limit.ts'

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

describe('retryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    [{}, null],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': '9' }, 9_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
  ])('takes %j as %j ms', (headers, wait) => {
    expect(retryAfter(new Headers(headers), now)).toBe(wait)
  })
})

describe('limitState', () => {
  it.each([
    [{}, null],
    [{ 'x-ratelimit-remaining-tokens': '-1' }, null],
    [
      { 'x-ratelimit-remaining-tokens': '900', 'x-ratelimit-reset-tokens': '2s' },
      { limit: null, remaining: 900, reset: 2_000 },
    ],
    [
      { 'x-ratelimit-limit-tokens': '1000', 'x-ratelimit-remaining-tokens': '0' },
      { limit: 1_000, remaining: 0, reset: null },
    ],
  ])('reads %j as %j', (headers, state) => {
    expect(limitState(new Headers(headers), 'tokens')).toEqual(state)
  })

  it('tells the limits of a minute where both are told', () => {
    const requests = { 'x-ratelimit-limit-requests': '3000', 'x-ratelimit-remaining-requests': '1' }
    const tokens = { 'x-ratelimit-limit-tokens': '1000', 'x-ratelimit-remaining-tokens': '1' }
    expect(rateLimits(new Headers(requests))).toBeNull()
    expect(rateLimits(new Headers({ ...requests, ...tokens }))).toEqual({
      requests: 3_000,
      tokens: 1_000,
    })
  })
})
