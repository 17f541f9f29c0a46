import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { decide } from '../../src/database/decisions.ts'
import { loadReleases, type ReleaseRow } from '../../src/database/releases.ts'
import { releaseAgain } from '../../src/line/release-again.ts'
import { planRollback, rollBack } from '../../src/line/roll-back.ts'
import { visibleRows } from '../support/visible-rows.ts'
import { moments } from './configuration.ts'
import { foundIn, stateOf } from './published.ts'
import type { Pushing } from './pushing.ts'

const decider = { by: 'ada', at: moments.end, reason: '' }

const rootIn = async (bucket: string): Promise<string> =>
  (JSON.parse(await readFile(join(bucket, 'releases/current.json'), 'utf8')) as { root: string })
    .root

const vectorsIn = async ({ academy: { database } }: Pushing): Promise<readonly unknown[]> =>
  database.query('select count(*)::int as vectors from embeddings.content_embeddings')

/** Goes back to a release, as `rollback` does. */
const goBack = async ({ academy }: Pushing, { sequence }: ReleaseRow): Promise<void> => {
  const input = academy.again(moments.end)
  const planned = await planRollback(input, { kind: 'named', name: String(sequence) })
  expect({ sequence, way: planned.way }).toEqual({ sequence, way: 'kept' })
  await rollBack(input, planned, decider)
}

/**
 * Goes back to an earlier release and follows the branch again. What was live comes back under the same keys, without a
 * vector bought; a database that is lost meanwhile is made anew with the same; and the end is as if nothing had been.
 */
export const expectBackAndForth = async (pushing: Pushing, choice: number): Promise<void> => {
  const { academy, written } = pushing
  const { database, bucket } = academy
  const head = written.ids.at(-1) ?? ''
  const releases = await loadReleases(database)
  const earlier = releases.filter(({ commit }) => commit !== head)
  const target = earlier[choice % Math.max(earlier.length, 1)]
  if (target === undefined) return
  const end = { state: await stateOf(academy), vectors: await vectorsIn(pushing) }
  await goBack(pushing, target)
  expect(await rootIn(bucket)).toBe(target.rootKey)
  expect(await vectorsIn(pushing)).toEqual(end.vectors)
  const kept = { rows: await visibleRows(database), found: await foundIn(academy) }
  await academy.lose('database')
  expect(await academy.publish(head, moments.end)).toBe(true)
  expect(await rootIn(bucket)).toBe(target.rootKey)
  expect((await foundIn(academy)).live).toEqual(kept.found.live)
  expect(await visibleRows(database)).toEqual(kept.rows)
  await decide(database, [{ kind: 'unpin', item: null }], decider)
  await releaseAgain(academy.again(moments.end))
  expect(await stateOf(academy)).toEqual(end.state)
}
