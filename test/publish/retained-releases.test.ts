import { describe, expect, it } from 'vitest'
import { retainedReleases } from '../../src/publish/retained-releases.ts'

const now = '2026-06-01T00:00:00Z'
const dayBefore = (days: number): string =>
  new Date(Date.parse(now) - days * 86_400_000).toISOString()

/** Releases 1, 2, …, made so many days ago. */
const madeBefore = (...days: readonly number[]) =>
  days.map((ago, index) => ({ sequence: index + 1, createdAt: dayBefore(ago) }))
const daily = (count: number, last: number) =>
  madeBefore(...Array.from({ length: count }, (_, index) => last + count - 1 - index))

const kept = (releases: ReturnType<typeof madeBefore>): readonly number[] =>
  retainedReleases(releases, now).map(({ sequence }) => sequence)

describe('retainedReleases', () => {
  it('are none where there is none', () => {
    expect(kept([])).toEqual([])
  })

  it('are the last 20, however old', () => {
    expect(kept(daily(30, 400))).toEqual(Array.from({ length: 20 }, (_, index) => 30 - index))
  })

  it('are all of the last 90 days, and the one that was live when they began', () => {
    expect(kept(daily(200, 0))).toHaveLength(92)
    expect(kept(madeBefore(400, 300, ...Array.from({ length: 25 }, () => 1)))).toEqual(
      Array.from({ length: 26 }, (_, index) => 27 - index),
    )
  })

  it('do not depend on the order in which they are given', () => {
    expect(kept(daily(30, 400).toReversed())).toEqual(kept(daily(30, 400)))
  })
})
