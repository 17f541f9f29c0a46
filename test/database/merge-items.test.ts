import { expect, it } from 'vitest'
import { mergeHierarchy } from '../../src/database/merge-hierarchy.ts'
import { mergeItems } from '../../src/database/merge-items.ts'
import { uuidOf } from '../../src/identifier.ts'
import { courseRow, pillarRow } from '../../src/publish/hierarchy-rows.ts'
import type { ItemRow } from '../../src/publish/item-rows.ts'
import { openTestDatabase } from '../support/database.ts'

const dates = { created: '2026-01-01T00:00:00Z', updated: '2026-01-02T00:00:00Z' }
const pillar = pillarRow(uuidOf('pillar', 'p'), 'p', {}, dates)
const course = courseRow(uuidOf('course', 'p/c'), pillar.id, 'c', {}, dates)

const lesson: ItemRow = {
  id: uuidOf('lesson', 'p/c/a'),
  type: 'lesson',
  pillarId: pillar.id,
  courseId: course.id,
  isLesson: true,
  lessonSlug: 'a',
  title: 'A',
  slug: 'p/c/a',
  description: null,
  author: null,
  reviewer: null,
  status: 'published',
  version: '1.0.0',
  commit: 'c1',
  path: 'p/c/a/index.md',
  metadata: {},
  ...dates,
  published: dates.created,
  tags: [],
  language: 'en',
  contentUrl: '/lessons/1.json',
  durationMinutes: 5,
  order: null,
  presentation: 'text',
}

it('keeps the row of a lesson that became an article, but not as published', async () => {
  const database = await openTestDatabase()
  try {
    const published = async (row: ItemRow) => {
      await database.transaction((transaction) => mergeItems(transaction, [row]))
      return database.query('select slug, is_published from education.lessons')
    }
    await database.transaction((transaction) =>
      mergeHierarchy(transaction, { pillars: [pillar], courses: [course] }),
    )
    expect(await published(lesson)).toEqual([{ slug: 'a', is_published: true }])
    const article = { ...lesson, type: 'article', isLesson: false, courseId: null, slug: 'a' }
    expect(await published(article)).toEqual([{ slug: 'a', is_published: false }])
  } finally {
    await database.close()
  }
})
