import { describe, expect, it } from 'vitest'
import type { Item } from '../../src/item.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { itemRow, listingOf, titleOf } from '../../src/publish/item-rows.ts'
import type { ReleaseEntry } from '../../src/publish/live.ts'
import { item, track, version } from '../support/items.ts'
import { academy, lesson } from '../support/replay.ts'

const now = '2026-06-01T00:00:00.000Z'
const recordOf = (reading: string, blob: string) =>
  blobParser(shapesByReading(academy))(reading, blob, Buffer.from(blob))

const rowOf = (
  given: Item,
  live: ReleaseEntry['version'] | null = null,
  courseId: string | null = 'course',
) =>
  itemRow(given, {
    hierarchy: {
      pillars: [],
      courses: [],
      placement: () => ({ pillarId: 'pillar', courseId, slug: given.id }),
    },
    // A blob's id is its text here.
    record: recordOf,
    live: () =>
      live === null
        ? null
        : {
            item: given,
            language: 'en',
            reading: 'lesson',
            version: live,
            documentKey: 'lessons/1.json',
          },
    personNamed: (name) => (name === null ? null : `id of ${name}`),
    stage: () => null,
    now,
    language: 'en',
  })

describe('itemRow', () => {
  const first = version('1.0.0', { blob: lesson({ order: 3 }), commit: 'c1' })
  const second = version('1.1.0', {
    blob: lesson({ title: 'Newer' }),
    commit: 'c2',
    date: '2026-05-01T00:00:00Z',
  })

  it('says what the live version says', () => {
    const row = rowOf(item('a', { track: track(second, first) }), first)
    expect(row).toMatchObject({
      id: 'a',
      title: 'A lesson',
      slug: 'p/c/a',
      author: 'id of ruth',
      status: 'published',
      version: '1.0.0',
      commit: 'c1',
      published: first.date,
      durationMinutes: 5,
      order: 3,
      isLesson: true,
      courseId: 'course',
    })
    expect(row?.contentUrl).toContain('lessons/1.json')
  })

  it('says what the newest version says where none is live', () => {
    expect(rowOf(item('a', { track: track(second, first) }))).toMatchObject({
      title: 'Newer',
      version: '1.1.0',
      published: null,
      contentUrl: null,
    })
  })

  it.each([
    ['published', {}, {}, true],
    ['archived', { present: false }, {}, false],
    ['draft', {}, { draft: true }, false],
    ['review', {}, { fit: false }, false],
    ['approved', {}, { publishAt: '2026-07-01T00:00:00.000Z' }, false],
    ['archived', {}, { unpublishAt: '2026-05-01T00:00:00.000Z' }, false],
  ])('has the status %s for %j with the version %j', (status, fields, versionFields, live) => {
    const current = { ...first, ...versionFields }
    const given = item('a', { ...fields, track: track(current) })
    expect(rowOf(given, live ? current : null)?.status).toBe(status)
  })

  it('is published from the date that it was to be published at', () => {
    const dated = { ...first, publishAt: '2026-03-01T00:00:00.000Z' }
    expect(rowOf(item('a', { track: track(dated) }), dated)?.published).toBe(dated.publishAt)
  })

  it('is no lesson of a course without a course, or of another type', () => {
    const given = item('a', { track: track(first) })
    expect(rowOf(given, first, null)?.isLesson).toBe(false)
    expect(rowOf({ ...given, type: 'article' }, first)?.isLesson).toBe(false)
  })

  it('is none where the item never had a version', () => {
    expect(rowOf(item('a', { track: track(null) }))).toBeNull()
  })
})

describe('titleOf', () => {
  it.each([
    ['front matter', '---\ntitle: Elk\n---\n# Moose\n', 'Elk'],
    ['the first heading', 'Text.\n\n# Moose\n', 'Moose'],
    ['the last part of the slug', 'Text.\n', 'a-b'],
  ])('takes %s', (_, text, expected) => {
    expect(titleOf(recordOf('lesson', text), 'p/c/a-b')).toBe(expected)
  })

  it('takes the slug where nothing was read, and cuts what no column holds', () => {
    expect(titleOf(null, 'a')).toBe('a')
    const long = titleOf(recordOf('lesson', `# ${'🦌'.repeat(600)}\n`), 'a')
    expect([...long]).toHaveLength(500)
    expect(long.isWellFormed()).toBe(true)
    expect(long.endsWith('…')).toBe(true)
  })
})

describe('listingOf', () => {
  it.each([
    [lesson({ duration: 15 }), { title: 'A lesson', minutes: 15 }],
    [lesson({ duration: 0.5 }), { minutes: 0.5 }],
    [lesson({ description: 'Air on slopes.' }), { description: 'Air on slopes.' }],
  ])('says what the text says of itself: %#', (text, expected) => {
    expect(listingOf(recordOf('lesson', text), 'p/c/a')).toMatchObject(expected)
  })

  it('knows a text of which nothing is known by its address', () => {
    expect(listingOf(null, 'p/c/a')).toEqual({ title: 'a', description: null, minutes: null })
  })
})
