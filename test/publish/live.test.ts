import { describe, expect, it } from 'vitest'
import {
  liveVersion,
  nextChange,
  nothingDecided,
  releaseEntries,
  translationsByItem,
} from '../../src/publish/live.ts'
import { item, stateOf, track, translation, version } from '../support/items.ts'

const now = '2026-06-01T00:00:00.000Z'
const past = '2026-05-31T23:59:59.000Z'
const future = '2026-06-01T00:00:01.000Z'

describe('liveVersion', () => {
  it.each([
    ['the newest fit version', track(version('2'), version('1')), '2'],
    ['nothing where there is none', track(null), undefined],
    [
      'the last fit version below an unfit one',
      track(version('2', { fit: false }), version('1')),
      '1',
    ],
    ['nothing where none was ever fit', track(version('1', { fit: false })), undefined],
    [
      'nothing while the newest is a draft',
      track(version('2', { draft: true }), version('1')),
      undefined,
    ],
    [
      'what is below a version that is not due',
      track(version('2', { publishAt: future }), version('1')),
      '1',
    ],
    [
      'a version from the instant it is due',
      track(version('2', { publishAt: now }), version('1')),
      '2',
    ],
    ['a version that is past due', track(version('2', { publishAt: past }), version('1')), '2'],
    [
      'nothing from the instant it ends',
      track(version('2', { unpublishAt: now }), version('1')),
      undefined,
    ],
    ['a version that ends later', track(version('2', { unpublishAt: future })), '2'],
    [
      'the newest of those that are due',
      track(version('3', { publishAt: future }), version('2', { publishAt: past }), version('1')),
      '2',
    ],
    [
      'no draft below',
      track(version('3', { fit: false }), version('2', { draft: true }), version('1')),
      '1',
    ],
  ])('is %s', (_, given, expected) => {
    expect(liveVersion(given, now)?.number).toBe(expected)
  })
})

describe('releaseEntries', () => {
  const entriesOf = (...given: Parameters<typeof stateOf>) =>
    releaseEntries(stateOf(...given), 'en', now).map(
      (entry) => `${entry.item.id} ${entry.language} ${entry.version.number} (${entry.reading})`,
    )

  it('holds lessons and their translations, in the order of ids and languages', () => {
    expect(entriesOf([item('b'), item('a')], [translation('a')])).toEqual([
      'a en 1.0.0 (lesson)',
      'a es es (lesson/translation)',
      'b en 1.0.0 (lesson)',
    ])
  })

  it('leaves out a lesson that was purged, with its translations, and shows what is pinned', () => {
    const items = [
      item('a'),
      item('c'),
      item('b', { track: track(version('2.0.0'), version('1.0.0')) }),
    ]
    const obeyed = {
      ...nothingDecided,
      purged: new Set(['a']),
      ended: new Set(['c en']),
      pins: new Map([
        ['a en', version('1.0.0')],
        ['b en', version('0.9.0', { publishAt: future })],
      ]),
    }
    const entries = releaseEntries(stateOf(items, [translation('a')]), 'en', now, obeyed)
    expect(entries.map((entry) => `${entry.item.id} ${entry.version.number}`)).toEqual(['b 0.9.0'])
  })

  it.each([
    ['is gone', { present: false }],
    ['is a draft', { track: track(version('1', { draft: true })) }],
    ['never had a version', { track: track(null) }],
  ])('leaves out a lesson that %s, with its translations', (_, fields) => {
    expect(entriesOf([item('a', fields)], [translation('a')])).toEqual([])
  })

  it('leaves out a translation that is a draft, not its lesson', () => {
    const draft = translation('a', { track: track(version('es', { draft: true })) })
    expect(entriesOf([item('a')], [draft])).toEqual(['a en 1.0.0 (lesson)'])
  })

  it('keeps a quarantined lesson at its last fit version', () => {
    expect(entriesOf([item('a', { quarantined: true })])).toEqual(['a en 1.0.0 (lesson)'])
  })
})

describe('nextChange', () => {
  const later = '2026-07-01T00:00:00.000Z'
  const latest = '2026-08-01T00:00:00.000Z'
  const due = (publishAt: string) => track(version('2', { publishAt }), version('1'))

  it.each<[string, string | null, Parameters<typeof stateOf>]>([
    ['never, where nothing carries a date', null, [[item('a')], [translation('a')]]],
    [
      'when the next lesson is due',
      future,
      [[item('a', { track: due(later) }), item('b', { track: due(future) })]],
    ],
    [
      'when a lesson ends',
      later,
      [[item('a', { track: track(version('1', { unpublishAt: later })) })]],
    ],
    [
      'not by a date that has come',
      null,
      [[item('a', { track: due(past) }), item('b', { track: due(now) })]],
    ],
    [
      'not by a draft',
      null,
      [[item('a', { track: track(version('1', { draft: true, publishAt: later })) })]],
    ],
    ['not by a lesson that is gone', null, [[item('a', { present: false, track: due(later) })]]],
    [
      'not by a version that is not fit',
      null,
      [[item('a', { track: track(version('1', { fit: false, publishAt: later })) })]],
    ],
    [
      'not by a version below one that is live',
      null,
      [[item('a', { track: track(version('2'), version('1', { publishAt: later })) })]],
    ],
    ['when a translation is due', later, [[item('a')], [translation('a', { track: due(later) })]]],
    [
      'not by a translation whose lesson is not live',
      null,
      [[item('a', { track: track(null) })], [translation('a', { track: due(later) })]],
    ],
    [
      'when the lesson is due, not the translation before it',
      later,
      [
        [item('a', { track: track(version('1', { publishAt: later })) })],
        [translation('a', { track: due(future) })],
      ],
    ],
    [
      'by the translation, where the lesson ends after it',
      future,
      [
        [item('a', { track: track(version('1', { unpublishAt: latest })) })],
        [translation('a', { track: due(future) })],
      ],
    ],
  ])('is %s', (_, expected, given) => {
    expect(nextChange(stateOf(...given), 'en', now)).toBe(expected)
  })
})

describe('translationsByItem', () => {
  const former = {
    type: 'lesson',
    slug: 'p/c/old',
    path: 'p/c/old/index.md',
    itemId: 'a',
    ordinal: 2,
  } as const
  const ownersOf = (...given: Parameters<typeof stateOf>) =>
    translationsByItem(stateOf(...given)).map(({ item, translation }) => [
      item.id,
      translation.path,
    ])

  it('joins a translation by the path that its source has, or once had', () => {
    expect(ownersOf([item('a')], [translation('old')], { former: [former] })).toEqual([
      ['a', 'p/c/old/index.es.md'],
    ])
  })

  it('leaves out a translation whose source is gone or never was', () => {
    const items = [item('a', { present: false, gone: 3 })]
    expect(ownersOf(items, [translation('a'), translation('b')])).toEqual([])
  })

  it.each([
    ['one order', (list: readonly string[]) => list],
    ['the other', (list: readonly string[]) => list.toReversed()],
  ])('takes the file named like the lesson now, in %s', (_, ordered) => {
    const translations = ordered(['a', 'old']).map((name) => translation(name))
    expect(ownersOf([item('a')], translations, { former: [former] })).toEqual([
      ['a', 'p/c/a/index.es.md'],
    ])
  })

  it('gives a path to the lesson that lies there now, not to one that left it', () => {
    const items = [item('a'), item('old')]
    expect(ownersOf(items, [translation('old')], { former: [former] })).toEqual([
      ['old', 'p/c/old/index.es.md'],
    ])
  })
})
