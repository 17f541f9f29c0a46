import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import type { Database } from '../../src/database/database.ts'
import { copyDecisions } from '../../src/line/adopt-decisions.ts'
import { openTestDatabase } from '../support/database.ts'
import { moments } from './configuration.ts'
import { histories } from './history.ts'
import { expectNothingToDo, expectSameAfter, withPushing } from './pushing.ts'
import { decideAny, expectApproved, reviewed } from './reviewing.ts'
import { patience, runsOf } from './runs.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  return () => database.close()
})

const choices = fc.array(fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 5 }), {
  minLength: 2,
  maxLength: 4,
})

describe('publishing any history with decisions of reviewers in between', () => {
  it(
    'shows what they approved, and comes to the same at once, rebuilt, or without its database',
    { timeout: patience },
    () =>
      fc.assert(
        fc.asyncProperty(histories(6, 'on the line'), choices, (history, decisions) => {
          const last = history.line.length - 1
          const cuts = decisions.map((_, at) => Math.floor((last * (at + 1)) / decisions.length))
          return withPushing(
            history,
            cuts,
            database,
            async (pushing) => {
              const { academy, written, ends } = pushing
              for (const [at, end] of ends.entries()) {
                const commit = written.ids[history.line[end] ?? 0] ?? ''
                if (!(await academy.publish(commit, moments.end))) continue
                for (const choice of decisions[at] ?? []) await decideAny(academy, choice)
                await expectApproved(academy)
              }
              await copyDecisions({ database, bucket: openFileBucket(academy.bucket) })
              await expectNothingToDo(pushing)
              await expectSameAfter(pushing, 'rebuild')
              await expectSameAfter(pushing, 'without a database')
              await expectApproved(academy)
            },
            reviewed,
          )
        }),
        runsOf(6),
      ),
  )
})
