import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Point, publishPoints } from '../../src/point.ts'
import { type Academy, createAcademy } from './academy.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, type Place, publishAt, startPublish } from './place.ts'
import { type Published, publishedAt } from './published.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A state to begin from, what is published there, and what is once it is published to the end. */
type Push = {
  readonly flags: readonly string[]
  readonly from: Place | null
  readonly before: Published
  readonly after: Published
  readonly reached: ReadonlySet<string>
}

let academy: Academy
let places: AsyncDisposableStack
let fresh: Push
let first: Push
let second: Push
let third: Push

/** A place that stays until all tests have ended. */
const keepPlace = async (from: Place | null): Promise<Place> =>
  places.use(await openPlace(academy.source.directory, from))

/** Publishes without a kill; gives the push and the place that it leaves. */
const pushFrom = async (
  from: Place | null,
  flags: readonly string[],
): Promise<{ readonly push: Push; readonly place: Place }> => {
  const place = await keepPlace(from)
  const before = await publishedAt(place)
  const log = join(place.state, '..', 'reached')
  const logging = { ...place, variables: { HMA_TEST_REACHED: log } }
  const run = await startPublish(logging, { flags, signal: 'none' }).ended
  expect(run).toMatchObject({ code: 0 })
  const reached = new Set((await readFile(log, 'utf8')).trimEnd().split('\n'))
  return { push: { flags, from, before, after: await publishedAt(place), reached }, place }
}

beforeAll(async () => {
  academy = await createAcademy()
  places = new AsyncDisposableStack()
  places.defer(academy.source.dispose)
  const firstCommit = ['--commit', academy.first]
  const one = await pushFrom(null, firstCommit)
  fresh = one.push
  const empty = await keepPlace(null)
  await startPublish(empty, { flags: firstCommit, signal: 'SIGKILL database-migrated 1' }).ended
  first = { ...fresh, from: empty, before: await publishedAt(empty) }
  const two = await pushFrom(one.place, ['--commit', academy.second])
  second = two.push
  third = (await pushFrom(two.place, ['--commit', academy.third])).push
})

afterAll(() => places.disposeAsync())

/** Kills a publish at an arrival at a point, and publishes again. */
const killAt = async (push: Push, point: Point, arrival: number): Promise<void> => {
  const { flags, from, before, after } = push
  await using place = await openPlace(academy.source.directory, from)
  const killed = startPublish(place, { flags, signal: `SIGKILL ${point} ${arrival}` })
  const { stderr } = await killed.ended
  expect(killed.child.signalCode, stderr).toBe('SIGKILL')
  expectEither(await publishedAt(place), before, after)
  await publishAt(place, ...flags)
  expect(await publishedAt(place)).toEqual(after)
}

// Made once in the lifetime of a state, which takes seconds.
const onlyAtFirst: Point = 'database-made'

describe.concurrent('a run that is killed and repeated ends as one that was not', () => {
  it(`publishing into nothing, at ${onlyAtFirst}`, () => killAt(fresh, onlyAtFirst, 1))

  it.each([
    ['recorded', 1],
    ['document-put', 2],
    ['release-written', 1],
    ['released', 1],
    ['object-claimed', 9],
  ] as const)('publishing for the first time, at %s, arrival %i', (point, arrival) =>
    killAt(first, point, arrival),
  )

  it.each([
    ...publishPoints.filter((point) => point !== onlyAtFirst).map((point) => [point, 1] as const),
    ['manifest-object-put', 3],
    ['object-claimed', 6],
  ] as const)('publishing again, at %s, arrival %i', (point, arrival) =>
    killAt(second, point, arrival),
  )

  it.each([
    'recorded',
    'document-put',
    'manifest-object-put',
    'live-replaced',
    'released',
    'pointer-written',
    'vectors-saved',
  ] as const)('publishing a lesson reworded, at %s', (point) => killAt(third, point, 1))

  it('at every point: these pushes come by all of them', () => {
    const reached = new Set([...fresh.reached, ...second.reached])
    expect([...reached].toSorted()).toEqual(publishPoints.toSorted())
  })
})
