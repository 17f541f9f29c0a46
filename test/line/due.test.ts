import { describe, expect, it } from 'vitest'
import type { LastRelease } from '../../src/database/last-release.ts'
import { type Standing, standing } from '../../src/decision.ts'
import { isDueBesidePublish, isDueNow, isLeftToPublish, nextDue } from '../../src/line/due.ts'
import type { ReleaseSummary } from '../../src/line/settled.ts'

const now = '2026-06-01T00:00:00Z'
const past = '2026-05-31T23:59:59Z'
const future = '2026-06-01T00:00:01Z'

const summary = (dueAt: string | null): ReleaseSummary => ({
  kept: 1,
  translations: { current: 0, outdated: 0, missing: 0, orphaned: 0 },
  unapproved: 0,
  diagnostics: { error: 0, warning: 0 },
  now: past,
  dueAt,
  decided: 0,
  settings: '',
})
const last = (fields: Partial<LastRelease> = {}): LastRelease => ({
  recordedCommit: 'b',
  interpretation: '',
  rootCommit: 'a',
  ordinal: 2,
  fence: 1,
  sequence: 1,
  commit: 'b',
  root: 'releases/1.json',
  pointerWritten: true,
  restores: null,
  summary: summary(null),
  decided: 0,
  model: 'm',
  ...fields,
})
const nobody = standing([])
const holding = (until: string | null): Standing => ({ ...nobody, hold: { commit: 'b', until } })
const pinned: Standing = {
  ...nobody,
  environment: { release: 1, commit: 'a', now: past, decided: 0 },
}
const behind = last({ commit: 'a' })
const released = [{ commit: 'a' }]

describe('isDueNow', () => {
  it.each<[boolean, string, LastRelease, Standing]>([
    [false, 'all is as it is to be', last(), nobody],
    [true, 'a date has come', last({ summary: summary(past) }), nobody],
    [false, 'a date is to come', last({ summary: summary(future) }), nobody],
    [true, 'a decision was taken since', last({ decided: 1 }), nobody],
    [true, 'readers were not pointed to it', last({ pointerWritten: false }), nobody],
    [true, 'a run was killed after it had recorded', behind, nobody],
    [false, 'the recorded commit is held', behind, holding(null)],
    [false, 'it is held until later', behind, holding(future)],
    [true, 'it was held until now', behind, holding(now)],
    [false, 'the environment is pinned', behind, pinned],
  ])('is %j where %s', (expected, _, given, decisions) => {
    expect(isDueNow({ last: given, standing: decisions, releases: released }, now)).toBe(expected)
  })

  it('does not hold back a commit that was released since', () => {
    const releases = [...released, { commit: 'b' }]
    expect(isDueNow({ last: behind, standing: holding(null), releases }, now)).toBe(true)
  })
})

it('isLeftToPublish holds where more is recorded than is live, and nobody held or pinned that', () => {
  const left = (given: LastRelease, decisions: Standing) =>
    isLeftToPublish({ last: given, standing: decisions })
  expect([left(behind, nobody), left(last(), nobody)]).toEqual([true, false])
  expect([left(behind, holding(null)), left(behind, pinned)]).toEqual([false, false])
})

it('isDueBesidePublish leaves to a publish what it has recorded, and no more', () => {
  const at = (given: LastRelease, decisions: Standing) =>
    isDueBesidePublish({ last: given, standing: decisions, releases: released }, now)
  expect(at(behind, nobody)).toBe(false)
  expect(at(behind, { ...nobody, hold: { commit: 'other', until: past } })).toBe(false)
  expect(at(behind, holding(future))).toBe(false)
  expect(at(behind, holding(now))).toBe(true)
  expect(at({ ...behind, summary: summary(past) }, nobody)).toBe(true)
  expect(at({ ...behind, decided: 1 }, nobody)).toBe(true)
})

it('nextDue is the first of the dates of lessons and of a hold', () => {
  const at = (given: LastRelease, decisions: Standing) =>
    nextDue({ last: given, standing: decisions, releases: released }, now)
  expect(at(last(), nobody)).toBeNull()
  expect(at(last({ summary: summary(future) }), nobody)).toBe(future)
  expect(at(behind, holding(future))).toBe(future)
  expect(at({ ...behind, summary: summary('2027-01-01T00:00:00Z') }, holding(future))).toBe(future)
  expect(at(last(), holding(null))).toBeNull()
})
