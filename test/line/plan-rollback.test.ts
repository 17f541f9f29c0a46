import { describe, expect, it } from 'vitest'
import type { ReleaseRow } from '../../src/database/releases.ts'
import type { Decision, Ruling } from '../../src/decision.ts'
import { standing } from '../../src/decision.ts'
import type { LiveText } from '../../src/line/plan.ts'
import {
  changesBetween,
  isShown,
  isWholeAsKept,
  momentOf,
  releaseToShow,
} from '../../src/line/plan-rollback.ts'

const row = (sequence: number, fields: Partial<ReleaseRow> = {}): ReleaseRow => ({
  sequence,
  commit: `${sequence}abcdef0`.padEnd(40, '0'),
  rootKey: `releases/${sequence}.json`,
  summary: null,
  restores: null,
  reversible: true,
  pointerWritten: true,
  createdAt: '2026-06-01T00:00:00Z',
  ...fields,
})
/** Of releases 1 to 4, the fourth put the second back. */
const releases = [
  row(4, { restores: 2, commit: row(2).commit, rootKey: row(2).rootKey }),
  row(3),
  row(2),
  row(1),
]
const named = (name: string) => releaseToShow({ kind: 'named', name }, releases)?.sequence
const previous = (of: readonly ReleaseRow[]) => releaseToShow({ kind: 'previous' }, of)?.sequence

const text = (itemId: string, documentKey = itemId): LiveText => ({
  itemId,
  language: 'en',
  versionId: documentKey,
  documentKey,
  fingerprint: '',
})
const decided = (...rulings: readonly Ruling[]): readonly Decision[] =>
  rulings.map((ruling, index) => ({
    ...ruling,
    sequence: index + 1,
    by: 'ada',
    at: '2026-06-01T00:00:00Z',
    reason: '',
  }))

describe('releaseToShow', () => {
  it('finds one by its number, or by its commit, cut short or not', () => {
    expect(named('3')).toBe(3)
    expect(named('3abcdef')).toBe(3)
    expect(named(row(1).commit)).toBe(1)
  })

  it('takes one that put another back for that other', () => {
    expect(named('4')).toBe(2)
    expect(named('2abcdef')).toBe(2)
  })

  it.each(['5', '0', '3abc', 'main', ''])('finds none for %j', (name) => {
    expect(named(name)).toBeUndefined()
  })

  it('goes from what is live to the one before, and from there to the one before that', () => {
    expect(previous(releases.slice(1))).toBe(2)
    expect(previous(releases)).toBe(1)
    expect(previous(releases.slice(3))).toBeUndefined()
    expect(previous([])).toBeUndefined()
  })

  it('passes over a release that showed the same', () => {
    expect(previous([row(3), row(2, { rootKey: row(3).rootKey }), row(1)])).toBe(1)
  })
})

describe('isWholeAsKept', () => {
  const today = { decisions: [], ended: new Set<string>(), now: '2026-06-02T00:00:00Z' }
  const target = releases[2] ?? row(2)
  const texts = [text('a'), text('b')]

  it('holds of a release that nothing has touched since', () => {
    expect(isWholeAsKept(target, releases, texts, today)).toBe(true)
  })

  it.each<[string, Parameters<typeof isWholeAsKept>]>([
    [
      'what a later release replaced is not kept',
      [target, [...releases.slice(0, 1), row(3, { reversible: false }), target], texts, today],
    ],
    [
      'it is too old',
      [
        row(1, { createdAt: '2026-01-01T00:00:00Z' }),
        Array.from({ length: 30 }, (_, index) =>
          row(30 - index, { createdAt: '2026-01-01T00:00:00Z' }),
        ),
        texts,
        today,
      ],
    ],
    [
      'one of its items was purged',
      [target, releases, texts, { ...today, decisions: decided({ kind: 'purge', item: 'b' }) }],
    ],
    [
      'one of its texts is past its end',
      [target, releases, texts, { ...today, ended: new Set(['a en']) }],
    ],
    [
      'something is pinned',
      [
        target,
        releases,
        texts,
        {
          ...today,
          decisions: decided({ kind: 'pin', item: 'a', language: 'en', version: '1' }),
        },
      ],
    ],
  ])('does not hold where %s', (_, given) => {
    expect(isWholeAsKept(...given)).toBe(false)
  })

  it('does not mind purges and ends of what it does not show', () => {
    const others = {
      ...today,
      decisions: decided({ kind: 'purge', item: 'c' }),
      ended: new Set(['a es']),
    }
    expect(isWholeAsKept(target, releases, texts, others)).toBe(true)
  })
})

it('a release is shown where the environment is pinned to it and its own set is live', () => {
  const pinned = standing(decided({ kind: 'rollback', ...momentOf(row(2)) }))
  expect(isShown(row(2), pinned, releases)).toBe(true)
  expect(isShown(row(3), pinned, releases)).toBe(false)
  expect(isShown(row(2), pinned, releases.slice(1))).toBe(false)
  expect(isShown(row(2), standing([]), releases)).toBe(false)
})

it('changesBetween counts texts that are shown otherwise, that come and that go', () => {
  const live = [text('a'), text('b', 'b1'), text('c')]
  const then = [text('a'), text('b', 'b0'), text('d'), text('e')]
  expect(changesBetween(live, then)).toEqual({ changed: 1, added: 2, removed: 1 })
})
