import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { decisionPoints, type Point } from '../../src/point.ts'
import { type Academy, createAcademy } from './academy.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, type Place, publishAt, startCommand } from './place.ts'
import { type Published, publishedAt } from './published.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** Something that people decide: where it begins, and what is published before and after. */
type Deed = {
  readonly command: string
  readonly flags: readonly string[]
  /** What is run after a kill. */
  readonly again: readonly string[]
  readonly from: Place
  readonly before: Published
  readonly after: Published
  readonly reached: ReadonlySet<string>
}

let academy: Academy
let places: AsyncDisposableStack
let rollback: Deed
let unpin: Deed
let pin: Deed
let lost: Deed

const run = async (place: Place, command: string, ...flags: readonly string[]): Promise<void> => {
  const { code, stderr } = await startCommand(place, command, { flags, signal: 'none' }).ended
  expect(code, stderr).toBe(0)
}

const copyOf = async (from: Place): Promise<Place> =>
  places.use(await openPlace(academy.source.directory, from))

/** Does it without a kill; gives the deed and the place that it leaves. */
const doFrom = async (
  from: Place,
  given: Pick<Deed, 'command' | 'flags' | 'again'>,
): Promise<{ readonly deed: Deed; readonly place: Place }> => {
  const place = await copyOf(from)
  const log = join(place.state, '..', 'reached')
  const before = await publishedAt(place)
  const logging = { ...place, variables: { HMA_TEST_REACHED: log } }
  await run(logging, given.command, ...given.flags)
  const reached = new Set((await readFile(log, 'utf8')).trimEnd().split('\n'))
  return { deed: { ...given, from, before, after: await publishedAt(place), reached }, place }
}

beforeAll(async () => {
  academy = await createAcademy()
  places = new AsyncDisposableStack()
  places.defer(academy.source.dispose)
  const start = places.use(await openPlace(academy.source.directory, null))
  await publishAt(start, '--commit', academy.first)
  await publishAt(start)
  const back = await doFrom(start, { command: 'rollback', flags: ['1'], again: ['rollback', '1'] })
  rollback = back.deed
  // Once it is decided there is nothing more to unpin, and `publish` goes on.
  unpin = (await doFrom(back.place, { command: 'unpin', flags: [], again: ['publish'] })).deed
  const flags = ['hunt/wind/thermals', '1.0.0', '--reason', 'as it was']
  pin = (await doFrom(start, { command: 'pin', flags, again: ['pin', ...flags] })).deed
  const emptied = await copyOf(back.place)
  await rm(join(emptied.state, 'db'), { recursive: true })
  lost = (await doFrom(emptied, { command: 'publish', flags: [], again: ['publish'] })).deed
})

afterAll(() => places.disposeAsync())

/** All but rows that carry the clock: of identities that no release has placed yet, and of models. */
const lasting = ({ recorded, ...published }: Published) => {
  const { 'content_mgmt.content_items': _, 'embeddings.models': __, ...rows } = recorded
  return { ...published, recorded: rows }
}

/** Does it, killed at its first arrival at a point, and again. */
const killAt = async (deed: Deed, point: Point): Promise<void> => {
  const { command, flags, again, from, before, after } = deed
  await using place = await openPlace(academy.source.directory, from)
  const killed = startCommand(place, command, { flags, signal: `SIGKILL ${point} 1` })
  const { stderr } = await killed.ended
  expect(killed.child.signalCode, stderr).toBe('SIGKILL')
  if (before.root !== null) expectEither(await publishedAt(place), before, after)
  const [name = '', ...rest] = again
  await run(place, name, ...rest)
  expect(lasting(await publishedAt(place))).toEqual(lasting(after))
  await run(place, 'verify')
}

describe.concurrent('what people decide, killed and repeated, ends as if it had not been killed', () => {
  it.each([
    'live-put-back',
    'release-written',
    'released',
    'decision-copied',
    'pointer-written',
    'pointer-confirmed',
    'vectors-linked',
    'cdn-told',
  ] as const)('a rollback, at %s', (point) => killAt(rollback, point))

  it.each(['decided', 'document-put', 'live-replaced', 'released', 'decision-copied'] as const)(
    'an unpin, at %s',
    (point) => killAt(unpin, point),
  )

  it.each(['decided', 'released', 'pointer-written'] as const)('a pin, at %s', (point) =>
    killAt(pin, point),
  )

  it.each(['decisions-adopted', 'recorded', 'live-replaced', 'released'] as const)(
    'a publish after the database was lost under a pin, at %s',
    (point) => killAt(lost, point),
  )

  it('at every point of theirs', () => {
    const reached = new Set([rollback, unpin, pin, lost].flatMap((deed) => [...deed.reached]))
    expect(decisionPoints.filter((point) => !reached.has(point))).toEqual([])
  })

  it('and a database that was lost is made anew with what was live in it', () => {
    expect(lost.after.objects).toEqual(rollback.after.objects)
    expect(lost.after.root).toBe(rollback.after.root)
    expect(lost.after.released['pipeline.live']).toEqual(rollback.after.released['pipeline.live'])
  })

  it('and a rollback and its end put nothing into the bucket that was not there, and buy nothing', () => {
    const vectors = 'embeddings.content_embeddings'
    expect(rollback.after.recorded[vectors]).toEqual(rollback.before.recorded[vectors])
    expect(unpin.after.recorded[vectors]).toEqual(unpin.before.recorded[vectors])
    expect(rollback.reached).not.toContain('document-put')
    expect(unpin.after.root).toBe(rollback.before.root)
    expect(unpin.after.released).toEqual(rollback.before.released)
  })
})
