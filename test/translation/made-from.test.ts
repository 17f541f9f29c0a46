import { describe, expect, it } from 'vitest'
import { allTouched, untouchedParts } from '../../src/ingest/untouched-parts.ts'
import type { BlobRecord } from '../../src/item.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { freshness } from '../../src/translation/freshness.ts'
import { originalOf, wholeOriginal } from '../../src/translation/made-from.ts'
import { academy, lesson } from '../support/replay.ts'

const parser = blobParser(shapesByReading(academy))

const record = (
  reading: 'lesson' | 'lesson/translation',
  body: string,
  title = 'A lesson',
): BlobRecord => {
  const text = lesson({ title }, body)
  return parser(reading, text, Buffer.from(text))
}

/** A source and its translation as they went on, one pair after the other, from the oldest to the newest. */
const judged = (
  ...pairs: readonly (readonly [source: BlobRecord, translation: BlobRecord])[]
): string | readonly string[] => {
  const blobs = new Map(pairs.map(([source]) => [source.blob, source]))
  const [first, ...others] = pairs
  if (first === undefined) throw new Error('Expected a pair')
  let text = first[1]
  let made = { madeFrom: first[0].blob, untouched: allTouched }
  for (const [source, next] of others) {
    if (next.sourceDigest !== text.sourceDigest) {
      const untouched = untouchedParts({ ...made, record: text }, next, source.blob)
      made = { madeFrom: source.blob, untouched }
      text = next
    }
  }
  const source = pairs.at(-1)?.[0] ?? null
  const original =
    originalOf(made, text, (blob) => blobs.get(blob) ?? null) ??
    wholeOriginal(blobs.get(made.madeFrom) ?? null)
  const now = freshness(original, source)
  return now.state === 'outdated'
    ? now.sections.map(({ change, anchor }) => `${change} #${anchor}`)
    : now.state
}

const en = (body: string, title?: string) => record('lesson', body, title)
const es = (body: string, title?: string) => record('lesson/translation', body, title)
const two = (one: string, other: string) => `# One\n\n${one}\n\n# Two\n\n${other}`

describe('a translation whose sections were translated at different times', () => {
  it.each([
    [
      'is outdated in the section that was not touched since its source changed',
      [
        [en(two('A.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(two('A, new.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(two('A, new.', 'B.')), es(two('Uno.', 'Dos, sin errata.'))],
      ],
      ['changed #one'],
    ],
    [
      'is current once that section was translated too',
      [
        [en(two('A.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(two('A, new.', 'B.')), es(two('Uno.', 'Dos, sin errata.'))],
        [en(two('A, new.', 'B.')), es(two('Uno, nuevo.', 'Dos, sin errata.'))],
      ],
      'current',
    ],
    [
      'is outdated in both where one change of the source was answered in neither',
      [
        [en(two('A.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(two('A, new.', 'B, new.')), es(two('Uno.', 'Dos.'))],
      ],
      ['changed #one', 'changed #two'],
    ],
    [
      'lacks a section that the source was given while another was translated',
      [
        [en(two('A.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(`${two('A, new.', 'B.')}\n\n# Three\n\nC.`), es(two('Uno.', 'Dos.'))],
        [
          en(`${two('A, new.', 'B.')}\n\n# Three\n\nC.`),
          es(`${two('Uno.', 'Dos.')}\n\n# Tres\n\nC.`),
        ],
      ],
      ['changed #one'],
    ],
    [
      'is outdated without a section while only its title was not touched',
      [
        [en(two('A.', 'B.')), es(two('Uno.', 'Dos.'))],
        [en(two('A.', 'B.'), 'Another title'), es(two('Uno.', 'Dos, mejor.'))],
      ],
      [],
    ],
    [
      'is judged as a whole where its headings are not those of its source',
      [
        [en(two('A.', 'B.')), es('# Uno\n\nUno y dos.')],
        [en(two('A, new.', 'B.')), es('# Uno\n\nUno y dos, mejor.')],
      ],
      'current',
    ],
  ] as const)('%s', (_, pairs, expected) => {
    expect(judged(...pairs)).toEqual(expected)
  })
})
