import { describe, expect, it } from 'vitest'
import { advance, emptyTrack, withBookkeeping } from '../../src/ingest/track.ts'
import type { Track, Version } from '../../src/item.ts'
import { version } from '../support/items.ts'

const trackAfter = (...versions: readonly Version[]): Track => versions.reduce(advance, emptyTrack)
const numbers = ({ current, older }: Track) => [current, ...older].map((one) => one?.number)

describe('advance', () => {
  it.each([
    ['only the fit version before the newest', [{}, {}, {}], ['3', '2']],
    ['the last fit version below an unfit one', [{}, { fit: false }, {}], ['3', '1']],
    ['the last shown version below drafts', [{}, { draft: true }, { draft: true }], ['3', '1']],
    [
      'all that wait for their date',
      [{}, { publishAt: 'x' }, { publishAt: 'y' }, {}],
      ['4', '3', '2', '1'],
    ],
    ['nothing below the first', [{}], ['1']],
    ['nothing of what was never fit', [{ fit: false }, { draft: true }, {}], ['3']],
  ])('keeps %s', (_, fields, expected) => {
    const versions = fields.map((each, index) => version(String(index + 1), each))
    expect(numbers(trackAfter(...versions))).toEqual(expected)
  })
})

describe('withBookkeeping', () => {
  const said = { draft: true, publishAt: 'x', unpublishAt: 'y' }

  it('replaces draft and dates of the newest version alone', () => {
    const before = trackAfter(version('1'), version('2'))
    expect(withBookkeeping(before, said, true)).toEqual({
      current: { ...version('2'), ...said },
      older: [version('1')],
    })
  })

  it.each([
    ['withdraw its text', {}, { draft: true }],
    ['neither let out a draft nor move dates', { draft: true, publishAt: 'z' }, {}],
  ])('lets a file at fault %s', (_, before, after) => {
    const unfit = { draft: Object.hasOwn(after, 'draft'), publishAt: null, unpublishAt: 'y' }
    const { current } = withBookkeeping(trackAfter(version('1', before)), unfit, false)
    expect(current).toEqual(version('1', { ...before, ...after }))
  })

  it('changes nothing where there is no version', () => {
    expect(withBookkeeping(emptyTrack, said, true)).toEqual(emptyTrack)
  })
})
