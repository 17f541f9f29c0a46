import { describe, expect, it } from 'vitest'
import type { Hierarchy } from '../../src/publish/hierarchy.ts'
import {
  type CourseRow,
  courseRow,
  type PillarRow,
  pillarRow,
} from '../../src/publish/hierarchy-rows.ts'
import { publishedPillars } from '../../src/publish/manifest-hierarchy.ts'
import { item } from '../support/items.ts'

const dates = { created: '2026-01-01T00:00:00Z', updated: '2026-01-01T00:00:00Z' }

const pillar = (slug: string, order?: number, file: object = {}): PillarRow => ({
  ...pillarRow(slug, slug, { ...file, ...(order === undefined ? {} : { order }) }, dates),
  published: true,
})

const course = (slug: string, order?: number, file: object = {}): CourseRow => ({
  ...courseRow(
    `p/${slug}`,
    'p',
    slug,
    { ...file, ...(order === undefined ? {} : { order }) },
    dates,
  ),
  published: true,
})

/** Items stand where their slugs say: `pillar/course/name`, or `pillar/name`. */
const placement: Hierarchy['placement'] = ({ slug }) => {
  const [pillarId = '', name = '', last] = slug.split('/')
  return {
    pillarId,
    courseId: last === undefined ? null : `${pillarId}/${name}`,
    slug: last ?? name,
  }
}

const placed = (pillars: readonly PillarRow[], courses: readonly CourseRow[] = []): Hierarchy => ({
  pillars,
  courses,
  placement,
})

const live = (id: string, slug: string, order: number | null = null) => ({
  item: item(id, { slug }),
  order,
})

describe('publishedPillars', () => {
  it('gives pillars, courses and items the order of their positions, then of their slugs', () => {
    const pillars = publishedPillars(
      placed(
        [pillar('q', 2), pillar('o'), pillar('p', 1)],
        [course('e'), course('d'), course('z', 1)],
      ),
      [
        live('third', 'p/z/a'),
        live('second', 'p/z/b', 2),
        live('first', 'p/z/c', 1.5),
        live('fourth', 'p/z/x'),
      ],
    )
    expect(pillars.map(({ slug }) => slug)).toEqual(['p', 'q', 'o'])
    expect(pillars[0]?.courses.map(({ slug }) => slug)).toEqual(['p/z', 'p/d', 'p/e'])
    expect(pillars[0]?.courses[0]?.items).toEqual(['first', 'second', 'third', 'fourth'])
  })

  it('keeps items of a pillar without a course in the pillar', () => {
    const [only] = publishedPillars(placed([pillar('p')]), [live('a', 'p/a'), live('b', 'b')])
    expect(only).toMatchObject({ items: ['a'], courses: [] })
  })

  it('leaves out what has no live item', () => {
    const rows = placed(
      [pillar('p'), { ...pillar('q'), published: false }],
      [course('c'), { ...course('d'), published: false }],
    )
    expect(publishedPillars(rows, [])).toMatchObject([{ slug: 'p', courses: [{ slug: 'p/c' }] }])
  })

  it('says what the files say, but no colour and no hours that are none', () => {
    const file = { name: 'Calls', description: 'Few.', icon: '/call.svg', color: '#8a5a9e' }
    const words = { title: 'Elk', description: 'Big.', difficulty: 'beginner', tags: ['elk'] }
    const rows = placed([pillar('p', 1, file)], [course('c', 1, { ...words, hours: 1.5 })])
    expect(publishedPillars(rows, [])).toEqual([
      {
        slug: 'p',
        ...file,
        courses: [{ slug: 'p/c', ...words, hours: 1.5, items: [] }],
        items: [],
      },
    ])
    const odd = placed([pillar('p', 1, { color: 'red;x' })], [course('c', 1, { hours: -1 })])
    expect(publishedPillars(odd, [])).toMatchObject([{ color: null, courses: [{ hours: null }] }])
  })
})
