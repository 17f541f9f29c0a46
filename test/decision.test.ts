import { describe, expect, it } from 'vitest'
import { type Decision, type Ruling, standing } from '../src/decision.ts'

const decided = (...rulings: readonly Ruling[]): readonly Decision[] =>
  rulings.map((ruling, index) => ({
    ...ruling,
    sequence: index + 1,
    by: 'ada',
    at: '2026-06-01T00:00:00Z',
    reason: '',
  }))

const pin = (item: string, version: string, language = 'en'): Ruling => ({
  kind: 'pin',
  item,
  language,
  version,
})
const moment = { release: 3, commit: 'c', now: '2026-05-01T00:00:00Z', decided: 0 }

describe('standing', () => {
  it.each<[string, readonly Ruling[], object]>([
    ['nothing, where nobody decided', [], { pins: [], environment: null, purged: [], decided: 0 }],
    ['the later of two pins', [pin('a', '1'), pin('a', '2')], { pins: [['a en', '2']] }],
    [
      'pins of other languages and items, after one was unpinned',
      [pin('a', '1'), pin('a', '1', 'es'), pin('ab', '1'), { kind: 'unpin', item: 'a' }],
      { pins: [['ab en', '1']] },
    ],
    [
      'a pin taken again',
      [pin('a', '1'), { kind: 'unpin', item: 'a' }, pin('a', '1')],
      { pins: [['a en', '1']] },
    ],
    ['a rollback', [{ kind: 'rollback', ...moment }], { environment: moment }],
    [
      'no rollback once the environment is unpinned, but pins of items',
      [pin('a', '1'), { kind: 'rollback', ...moment }, { kind: 'unpin', item: null }],
      { environment: null, pins: [['a en', '1']] },
    ],
    [
      'a rollback where only an item was unpinned',
      [
        { kind: 'rollback', ...moment },
        { kind: 'unpin', item: 'a' },
      ],
      { environment: moment },
    ],
    [
      'a purge, whatever follows',
      [{ kind: 'purge', item: 'a' }, pin('a', '1'), { kind: 'purge', object: 'images/x.avif' }],
      { purged: ['a', 'images/x.avif'] },
    ],
    [
      'the last hold, and every commit that was confirmed',
      [
        { kind: 'hold', commit: 'c', until: null },
        { kind: 'confirm', commit: 'c' },
        { kind: 'hold', commit: 'd', until: null },
        { kind: 'confirm', commit: 'd' },
      ],
      { hold: { commit: 'd', until: null }, confirmed: ['c', 'd'], decided: 4 },
    ],
  ])('is %s', (_, rulings, expected) => {
    const { pins, purged, confirmed, ...others } = standing(decided(...rulings))
    const found = {
      ...others,
      pins: [...pins],
      purged: [...purged],
      confirmed: [...confirmed],
    }
    expect(found).toMatchObject(expected)
  })
})
