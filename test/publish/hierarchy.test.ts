import { describe, expect, it } from 'vitest'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { hierarchy } from '../../src/publish/hierarchy.ts'
import { titleFromSlug } from '../../src/publish/hierarchy-rows.ts'
import type { HierarchyFile } from '../../src/state.ts'
import { item, stateOf } from '../support/items.ts'
import { academy, configOf } from '../support/replay.ts'

/** Hierarchy files by path, with their text in place of the blob. */
const filesOf = (
  files: Readonly<Record<string, string>>,
  ids: Readonly<Record<string, string>> = {},
) =>
  new Map(
    Object.entries(files).map(([path, blob]): [string, HierarchyFile] => [
      path,
      {
        kind: path.endsWith('pillar.yaml') ? 'pillar' : 'course',
        path,
        blob,
        entityId: ids[path] ?? path,
        created: '2026-01-01T00:00:00Z',
        updated: '2026-01-02T00:00:00Z',
      },
    ]),
  )

const built = (
  items: Parameters<typeof stateOf>[0],
  files: ReturnType<typeof filesOf>,
  live: readonly string[] = [],
  config = academy,
) =>
  hierarchy(
    stateOf(items, [], { hierarchy: files }),
    config,
    (kind, blob) => blobParser(shapesByReading(config))(kind, blob, Buffer.from(blob)),
    new Set(live),
  )

describe('hierarchy', () => {
  it('takes pillars and courses from their files', () => {
    const { pillars, courses } = built(
      [],
      filesOf({
        'p/pillar.yaml': 'name: Game Calls\nicon: i.svg\ncolor: "#123456"\norder: 2\n',
        'p/c/course.yaml': 'title: Elk\ndifficulty: beginner\nhours: 1.5\ntags: [elk]\n',
      }),
    )
    expect(pillars).toMatchObject([
      {
        id: 'p/pillar.yaml',
        slug: 'p',
        name: 'Game Calls',
        icon: 'i.svg',
        order: 2,
        published: false,
        created: '2026-01-01T00:00:00Z',
        updated: '2026-01-02T00:00:00Z',
      },
    ])
    expect(courses).toMatchObject([
      {
        id: 'p/c/course.yaml',
        pillarId: 'p/pillar.yaml',
        slug: 'c',
        title: 'Elk',
        hours: 1.5,
        tags: ['elk'],
        published: false,
      },
    ])
  })

  it('makes those that only lessons speak of, named after their directories', () => {
    const slug = 'game-calls/elk_basics/a'
    const lesson = item('a', { slug, path: `${slug}/index.md` })
    const { pillars, courses, placement } = built([lesson], new Map())
    expect(pillars).toMatchObject([{ slug: 'game-calls', name: 'Game calls' }])
    expect(courses).toMatchObject([{ slug: 'elk_basics', title: 'Elk basics' }])
    expect(placement(lesson)).toEqual({
      pillarId: pillars[0]?.id,
      courseId: courses[0]?.id,
      slug: 'a',
    })
    expect(built([lesson], new Map()).pillars[0]?.id).toBe(pillars[0]?.id)
  })

  it('publishes what has a live lesson', () => {
    const { pillars, courses } = built(
      [item('a'), item('b', { slug: 'p/d/b', path: 'p/d/b/index.md' })],
      new Map(),
      ['a'],
    )
    expect(pillars).toMatchObject([{ slug: 'p', published: true }])
    expect(courses).toMatchObject([
      { slug: 'c', published: true },
      { slug: 'd', published: false },
    ])
  })

  it('places nothing where a pattern has no pillars', () => {
    const flat = configOf('collections: [{ type: article, files: "{slug}.md" }]')
    const page = item('a', { collection: 'article', slug: 'a', path: 'a.md' })
    const { pillars, placement } = built([page], new Map(), ['a'], flat)
    expect(pillars).toEqual([])
    expect(placement(page)).toEqual({ pillarId: null, courseId: null, slug: 'a' })
  })

  it('finds the file of a course that does not lie right below its pillar', () => {
    const config = configOf(
      'collections: [{ type: lesson, files: "{pillar}/courses/{course}/{slug}.md" }]',
    )
    const lesson = item('a', { path: 'p/courses/c/a.md' })
    const files = filesOf({ 'p/courses/c/course.yaml': 'title: Elk\n' })
    const { pillars, courses } = built([lesson], files, ['a'], config)
    expect(pillars.map(({ slug }) => slug)).toEqual(['p'])
    expect(courses).toMatchObject([{ slug: 'c', title: 'Elk', published: true }])
  })
})

describe('the place of an item', () => {
  const units = configOf(
    'collections: [{ type: lesson, files: "{language}/{pillar}/{course}-{unit}/{slug...}.md" }]',
  )

  it.each([
    ['its slug without pillar and course', academy, { slug: 'p/c/a' }, 'p/c', 'a'],
    ['all that follows the course', units, { slug: 'p/c/u1/intro/a' }, 'p/c', 'u1/intro/a'],
    ['what front matter calls it', academy, { slug: 'p/c/of its own' }, 'p/c', 'of its own'],
    [
      'as it was, while the file that has moved on is at fault',
      academy,
      { slug: 'p/c/a', path: 'q/d/b/index.md' },
      'p/c',
      'a',
    ],
    [
      'by its path, where its slug has more parts than the pattern',
      academy,
      { slug: 'p/c/of/its own', path: 'p/c/a/index.md' },
      'p/c',
      'of/its own',
    ],
  ])('is %s', (_what, config, fields, course, slug) => {
    const lesson = item('a', { path: 'en/p/c-u1/intro/a.md', ...fields })
    const { pillars, courses, placement } = built([lesson], new Map(), [], config)
    const placed = placement(lesson)
    const pillar = pillars.find(({ id }) => id === placed.pillarId)
    const found = courses.find(({ id }) => id === placed.courseId)
    expect([`${pillar?.slug}/${found?.slug}`, placed.slug]).toEqual([course, slug])
  })
})

describe('titleFromSlug', () => {
  it.each([
    ['blood-trailing', 'Blood trailing'],
    ['gear_and-guns', 'Gear and guns'],
    ['élan', 'Élan'],
    ['-', ''],
  ])('makes a title of %j', (slug, expected) => {
    expect(titleFromSlug(slug)).toBe(expected)
  })
})
