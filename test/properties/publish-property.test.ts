import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openTestDatabase } from '../support/database.ts'
import { expectBackAndForth } from './deciding.ts'
import { histories } from './history.ts'
import { expectNothingToDo, expectSameAfter, pushAll, withPushing } from './pushing.ts'
import { patience, runsOf } from './runs.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  return () => database.close()
})

const places = fc.array(fc.nat(), { minLength: 2, maxLength: 5 })

describe('publishing any history', () => {
  it(
    'comes to what the reference says at every push, and to the same at once, rebuilt, or from nothing',
    { timeout: patience },
    () =>
      fc.assert(
        fc.asyncProperty(histories(7, 'with merges'), places, fc.nat(), (history, cuts, choice) =>
          withPushing(history, cuts, database, async (pushing) => {
            await pushAll(pushing)
            await expectNothingToDo(pushing)
            await expectBackAndForth(pushing, choice)
            await expectNothingToDo(pushing)
            await expectSameAfter(pushing, 'rebuild')
            await expectNothingToDo(pushing)
            await expectSameAfter(pushing, 'without a database')
            await expectSameAfter(pushing, 'without a bucket')
            await expectSameAfter(pushing, 'at once')
          }),
        ),
        runsOf(15),
      ),
  )
})
