import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openTestDatabase } from '../support/database.ts'
import { openAcademy } from './academy.ts'
import { moments } from './configuration.ts'
import { configurationOf, layouts, writeLayout } from './layout.ts'
import { liveIn, stateOf } from './published.ts'
import { expectAgreement } from './pushing.ts'
import { patience, runsOf } from './runs.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  return () => database.close()
})

/** Published items that stand in a course, and the lessons that courses have; both by id and course. */
const placed = async () => ({
  items: await database.query(
    `select id, course_id from content_mgmt.content_items
     where status = 'published' and content_type = 'lesson' and course_id is not null order by id`,
  ),
  lessons: await database.query(
    'select id, course_id from education.lessons where is_published order by id',
  ),
})

describe('publishing any layout', () => {
  it(
    'never fails, be it refused or not, and shows each lesson once in its course',
    { timeout: patience },
    () =>
      fc.assert(
        fc.asyncProperty(layouts, async (layout) => {
          await using source = await writeLayout(layout)
          await using academy = await openAcademy(source, database, configurationOf(layout))
          let isPublished = false
          for (const [number, id] of source.ids.entries()) {
            isPublished = await academy.publish(id, moments.end)
            if (!isPublished) continue
            await expectAgreement(academy, `after commit ${number}`)
            const { items, lessons } = await placed()
            expect(lessons).toEqual(items)
          }
          // Refused, or nothing left, of which a run without a database knows nothing.
          fc.pre(isPublished && (await liveIn(academy)).manifest.length > 0)
          const state = await stateOf(academy)
          await academy.lose('database')
          expect(await academy.publish(source.ids.at(-1) ?? '', moments.end)).toBe(true)
          expect(await stateOf(academy)).toEqual(state)
        }),
        runsOf(20),
      ),
  )
})
