import { appendFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/connect.ts'
import { loadDecisions } from '../../src/database/decisions.ts'
import type { Point } from '../../src/point.ts'
import { type Academy, createAcademy } from './academy.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, type Place, publishAt, startCommand } from './place.ts'
import { type Published, publishedAt } from './published.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let academy: Academy
/** Where the first push is live, and later all is. */
let place: Place
let before: Published
let after: Published
const places = new AsyncDisposableStack()
const copyOf = async (from: Place | null): Promise<Place> =>
  places.use(await openPlace(academy.source.directory, from))

beforeAll(async () => {
  academy = await createAcademy()
  places.defer(academy.source.dispose)
  place = await copyOf(null)
  await publishAt(place, '--commit', academy.first)
  before = await publishedAt(place)
  const whole = await copyOf(place)
  await publishAt(whole)
  after = await publishedAt(whole)
})
afterAll(() => places.disposeAsync())

/** Runs a command again and again, killed each time a little later, with a look at what is there, and then to its end. */
const killInTurn = async (
  command: string,
  flags: readonly string[],
  points: readonly Point[],
  look: () => Promise<unknown>,
): Promise<void> => {
  for (const point of points) {
    const killed = startCommand(place, command, { flags, signal: `SIGKILL ${point} 1` })
    const { stderr } = await killed.ended
    expect(killed.child.signalCode, `${point}: ${stderr}`).toBe('SIGKILL')
    await look()
  }
  const { code, stderr } = await startCommand(place, command, { flags }).ended
  expect(code, stderr).toBe(0)
}

const visible = ({ released, root, objects, pointed }: Published) => ({
  ...{ released, root, objects, pointed },
})

describe('killed at each point in turn and repeated', () => {
  it('a publish that is held shows readers nothing, and is staged in the end', async () => {
    await killInTurn(
      'publish',
      ['--hold', '2020-01-01'],
      ['decided', 'recorded', 'document-put', 'manifest-object-put'],
      async () => expect(visible(await publishedAt(place))).toEqual(visible(before)),
    )
    expect(visible(await publishedAt(place))).toEqual(visible(before))
  })

  it('a release that is due is that of a publish which was not held', async () => {
    await killInTurn(
      'release',
      ['due'],
      ['live-replaced', 'released', 'pointer-written', 'vectors-linked'],
      async () => expectEither(await publishedAt(place), before, after),
    )
    expect(visible(await publishedAt(place))).toEqual(visible(after))
  })

  it('a confirmation is decided, once copied to the bucket, and changes nothing that is live', async () => {
    await killInTurn('confirm', [], ['decided', 'decision-copied'], async () => undefined)
    expect(visible(await publishedAt(place))).toEqual(visible(after))
    const config = readConfig({ cwd: place.repository, state: place.state }, {})
    const { database, bucket, close } = await connect(config)
    const decisions = await loadDecisions(database)
    const copies = await bucket.list('decisions/')
    await close()
    expect(decisions.map(({ kind }) => kind)).toContain('confirm')
    expect(copies).toHaveLength(decisions.length)
  })

  it('a repair under a pin shows the pinned release, whole', async () => {
    expect((await startCommand(place, 'rollback', { flags: ['1'] }).ended).code).toBe(0)
    const pinned = await publishedAt(place)
    const folder = (name: string) => join(place.state, 'bucket', name)
    for (const name of await readdir(folder('lessons')))
      await appendFile(join(folder('lessons'), name), 'x')
    for (const name of await readdir(folder('images'))) await rm(join(folder('images'), name))
    await killInTurn(
      'verify',
      ['--repair', '--read-data'],
      ['rendition-put', 'document-put', 'live-replaced', 'released', 'pointer-written'],
      async () => undefined,
    )
    expect(visible(await publishedAt(place))).toEqual(visible(pinned))
    expect((await startCommand(place, 'verify', { flags: ['--read-data'] }).ended).code).toBe(0)
  })
})
