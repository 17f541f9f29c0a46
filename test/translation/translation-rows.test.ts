import { describe, expect, it } from 'vitest'
import type { Translation, Version } from '../../src/item.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { translationRow } from '../../src/translation/translation-rows.ts'
import { item, track, translation, version } from '../support/items.ts'
import { academy, lesson } from '../support/replay.ts'

const text = (fields: Readonly<Record<string, string>> = {}): string =>
  lesson({ title: 'Una lección', description: 'Lo que da.', author: 'ines', ...fields })

const rowOf = (given: Translation, live: Version | null) =>
  translationRow(
    item('a'),
    given,
    { state: 'current' },
    {
      // A blob's id is its text here.
      record: (reading, blob) =>
        blobParser(shapesByReading(academy))(reading, blob, Buffer.from(blob)),
      personNamed: (name) => (name === null ? null : `id of ${name}`),
      live,
      stage: null,
      score: () => null,
      source: null,
    },
  )

describe('translationRow', () => {
  const current = version('', { blob: text(), commit: 'c2', date: '2026-02-01T00:00:00Z' })

  it('says what the live version says', () => {
    const given = translation('a', { track: track(current), madeFrom: 'source' })
    expect(rowOf(given, current)).toMatchObject({
      itemId: 'a',
      language: 'es',
      title: 'Una lección',
      description: 'Lo que da.',
      translator: 'id of ines',
      reviewer: null,
      status: 'published',
      freshness: 'current',
      madeFrom: 'source',
      sections: [],
      commit: 'c2',
      updated: '2026-02-01T00:00:00Z',
    })
  })

  it('goes on saying what is live while a newer version waits', () => {
    const newer = version('', { blob: text({ title: 'Otra' }), fit: false })
    expect(rowOf(translation('a', { track: track(newer, current) }), current)?.title).toBe(
      'Una lección',
    )
  })

  it.each([
    ['published', current, false],
    ['review', null, false],
    ['in_progress', null, true],
  ])('has the status %s', (status, live, draft) => {
    const given = translation('a', { track: track({ ...current, draft }) })
    expect(rowOf(given, live)?.status).toBe(status)
  })

  it('takes the source that the translation names before the one of the history', () => {
    const stamp = 'a'.repeat(40)
    const stamped = version('', { blob: text({ source_blob: stamp }) })
    const given = translation('a', { track: track(stamped), madeFrom: 'source' })
    expect(rowOf(given, stamped)?.madeFrom).toBe(stamp)
  })

  it('is none where the file never had a version', () => {
    expect(rowOf(translation('a', { track: track(null) }), null)).toBeNull()
  })

  it('has the same id in every environment, another for each language', () => {
    const given = translation('a', { track: track(current) })
    const other = { ...given, language: 'pt-BR' }
    expect(rowOf(given, current)?.id).toBe(rowOf(given, null)?.id)
    expect(rowOf(other, current)?.id).not.toBe(rowOf(given, current)?.id)
  })
})
