import { expect, it } from 'vitest'
import { keepSummary, loadReleases } from '../../src/database/releases.ts'
import type { ReleaseSummary } from '../../src/line/settled.ts'
import { openTestDatabase } from '../support/database.ts'

const summary = (dueAt: string | null): ReleaseSummary => ({
  kept: 1,
  translations: { current: 0, outdated: 0, missing: 0, orphaned: 0 },
  unapproved: 0,
  diagnostics: { error: 0, warning: 0 },
  now: '2026-06-01T00:00:00Z',
  dueAt,
  decided: 0,
  settings: '',
})

it('keepSummary keeps nothing of a run that another has overtaken', async () => {
  const database = await openTestDatabase()
  await database.query('insert into pipeline.recorded (id, ordinal, fence) values (1, 1, 2)')
  await database.query(
    "insert into pipeline.releases (sequence, commit, root_key, pointer_written, summary) values (1, 'c', 'releases/1.json', true, $1)",
    [summary('2026-06-02T00:00:00Z')],
  )
  const kept = async (): Promise<unknown> => (await loadReleases(database))[0]?.summary?.dueAt
  await keepSummary(database, 1, summary(null))
  expect(await kept()).toBe('2026-06-02T00:00:00Z')
  await keepSummary(database, 2, summary(null))
  expect(await kept()).toBe(null)
  await database.close()
})
