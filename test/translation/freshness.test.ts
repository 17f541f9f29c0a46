import { describe, expect, it } from 'vitest'
import type { BlobRecord } from '../../src/item.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { freshness } from '../../src/translation/freshness.ts'
import { wholeOriginal } from '../../src/translation/made-from.ts'
import { academy, lesson } from '../support/replay.ts'

const record = (
  body: string,
  fields: Readonly<Record<string, string | number>> = {},
): BlobRecord => {
  const text = lesson(fields, body)
  return blobParser(shapesByReading(academy))('lesson', text, Buffer.from(text))
}

const sectionsOf = (before: string, now: string) => {
  const judged = freshness(wholeOriginal(record(before)), record(now))
  return judged.state === 'outdated'
    ? judged.sections.map(({ change, anchor, words }) => `${change} #${anchor} ${words}`)
    : judged.state
}

describe('freshness', () => {
  it.each([
    ['the same source', record('One.'), record('One.'), 'current'],
    ['a reformatted source', record('* one\n* two'), record('-  one\n-  two'), 'current'],
    ['other bookkeeping', record('One.'), record('One.', { status: 'review' }), 'current'],
    [
      'another difficulty, which nobody translates',
      record('One.'),
      record('One.', { difficulty: 'expert' }),
      'current',
    ],
    ['another title', record('One.'), record('One.', { title: 'Other' }), 'outdated'],
    ['another description', record('One.'), record('One.', { description: 'Other' }), 'outdated'],
    ['other words', record('One.'), record('Two.'), 'outdated'],
    ['another text beside a picture', record('![One](a.png)'), record('![Two](a.png)'), 'outdated'],
    ['a source that is not to be had any more', null, record('One.'), 'outdated'],
    ['no source', record('One.'), null, 'orphaned'],
    ['neither', null, null, 'orphaned'],
  ])('is told for %s', (_, madeFrom, source, expected) => {
    expect(freshness(wholeOriginal(madeFrom), source).state).toBe(expected)
  })

  it.each([
    [
      'a changed section',
      '# One\n\nA.\n\n# Two\n\nB.',
      '# One\n\nA.\n\n# Two\n\nC d.',
      ['changed #two 3'],
    ],
    ['an added section', '# One\n\nA.', '# One\n\nA.\n\n# Two\n\nB.', ['added #two 2']],
    ['a removed section', '# One\n\nA.\n\n# Two\n\nB.', '# One\n\nA.', ['removed #two 0']],
    ['a renamed section', '# One\n\nA.', '# Two\n\nA.', ['added #two 2', 'removed #one 0']],
    ['the text before the first heading', 'A.\n\n# One', 'B c.\n\n# One', ['changed # 2']],
    [
      'the second of two sections of one name',
      '# One\n\nA.\n\n# One\n\nB.',
      '# One\n\nA.\n\n# One\n\nC.',
      ['changed #one-1 2'],
    ],
    [
      'sections that only changed places',
      '# One\n\nA.\n\n# Two\n\nB.',
      '# Two\n\nB.\n\n# One\n\nA.',
      [],
    ],
  ])('names %s', (_, before, now, expected) => {
    expect(sectionsOf(before, now)).toEqual(expected)
  })

  it('names no sections where the old source is not to be had', () => {
    expect(freshness(null, record('# One'))).toEqual({ state: 'outdated', sections: [] })
  })
})
