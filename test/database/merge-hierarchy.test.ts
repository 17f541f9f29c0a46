import { expect, it } from 'vitest'
import { mergeHierarchy } from '../../src/database/merge-hierarchy.ts'
import { uuidOf } from '../../src/identifier.ts'
import { openTestDatabase } from '../support/database.ts'

const dates = { created: '2026-01-01T00:00:00Z', updated: '2026-01-02T00:00:00Z' }

const hierarchyOf = (pillar: string) => ({
  pillars: [
    {
      id: uuidOf('pillar', pillar),
      slug: pillar,
      name: pillar,
      description: null,
      icon: null,
      color: null,
      order: null,
      published: true,
      metadata: {},
      ...dates,
    },
  ],
  courses: [
    {
      id: uuidOf('course', pillar),
      pillarId: uuidOf('pillar', pillar),
      slug: 'c',
      title: 'C',
      description: null,
      difficulty: null,
      hours: null,
      order: null,
      tags: [],
      published: true,
      metadata: {},
      ...dates,
    },
  ],
})

it('keeps pillars and courses that are gone, but not as published', async () => {
  const database = await openTestDatabase()
  try {
    for (const pillar of ['old', 'new'])
      await database.transaction((transaction) => mergeHierarchy(transaction, hierarchyOf(pillar)))
    const rows = await database.query(
      `select p.slug, p.is_published as pillar, c.is_published as course
       from education.pillars p join education.courses c on c.pillar_id = p.id order by p.slug`,
    )
    expect(rows).toEqual([
      { slug: 'new', pillar: true, course: true },
      { slug: 'old', pillar: false, course: false },
    ])
  } finally {
    await database.close()
  }
})
