import { appendFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Point, purgePoints } from '../../src/point.ts'
import { type Academy, createAcademy } from './academy.ts'
import { openPlace, type Place, publishAt, startCommand } from './place.ts'
import { type Published, publishedAt } from './published.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

let academy: Academy
let published: Place
const places = new AsyncDisposableStack()

beforeAll(async () => {
  academy = await createAcademy()
  places.defer(academy.source.dispose)
  published = places.use(await openPlace(academy.source.directory, null))
  await publishAt(published, '--commit', academy.first)
  await publishAt(published)
})
afterAll(() => places.disposeAsync())

/** Objects that the bucket has, whoever refers to them. */
const storedAt = async ({ state }: Place): Promise<readonly string[]> => {
  const bucket = join(state, 'bucket')
  const entries = await readdir(bucket, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(bucket.length + 1))
    .filter((path) => !path.startsWith('.bucket/'))
    .toSorted()
}

/** Lets a command run in a copy of the place, killed where told and then repeated, and looks at what is there. */
const endOf = async (
  command: string,
  flags: readonly string[],
  kill: { readonly point: Point; readonly arrival: number } | null,
  prepare: (place: Place) => Promise<unknown> = async () => {},
): Promise<{ readonly published: Published; readonly stored: readonly string[] }> => {
  await using place = await openPlace(academy.source.directory, published)
  await prepare(place)
  if (kill !== null) {
    const signal = `SIGKILL ${kill.point} ${kill.arrival}`
    const killed = startCommand(place, command, { flags, signal })
    const { stderr } = await killed.ended
    expect(killed.child.signalCode, stderr).toBe('SIGKILL')
  }
  const { code, stderr } = await startCommand(place, command, { flags }).ended
  expect(code, stderr).toBe(0)
  const verified = await startCommand(place, 'verify', { flags: ['--read-data'] }).ended
  expect(verified, verified.stdout).toMatchObject({ code: 0 })
  return { published: await publishedAt(place), stored: await storedAt(place) }
}

describe.concurrent('a purge that is killed and repeated ends as one that was not', () => {
  const flags = ['hunt/wind/scent', '--reason', 'A person asked', '--by', 'Operator']
  let whole: ReturnType<typeof endOf>
  beforeAll(async () => {
    whole = endOf('purge', flags, null)
    await whole
  })

  it.each<readonly [Point, number]>([
    ...purgePoints.map((point) => [point, 1] as const),
    ['purge-erased', 2],
    ['purge-erased', 3],
    ['purge-erased', 4],
    ['manifest-object-put', 1],
    ['released', 1],
    ['pointer-written', 1],
    ['cdn-told', 2],
  ])('at %s, arrival %i', async (point, arrival) => {
    expect(await endOf('purge', flags, { point, arrival })).toEqual(await whole)
  })
})

describe.concurrent('a repair that is killed and repeated ends as one that was not', () => {
  const flags = ['--repair', '--read-data']
  const damage = async (place: Place): Promise<void> => {
    const folder = (name: string) => join(place.state, 'bucket', name)
    const [document = ''] = (await readdir(folder('lessons'))).toSorted()
    for (const name of await readdir(folder('lessons')))
      await appendFile(join(folder('lessons'), name), 'x')
    for (const name of await readdir(folder('images'))) await rm(join(folder('images'), name))
    await rm(join(folder('lessons'), document))
  }

  it.each<readonly [Point, number]>([
    ['bytes-written', 1],
    ['object-claimed', 2],
    ['rendition-put', 1],
    ['document-put', 1],
    ['manifest-object-put', 1],
    ['live-replaced', 1],
    ['released', 1],
    ['pointer-written', 1],
  ])('at %s, arrival %i', async (point, arrival) => {
    const { published: before } = await endOf('verify', [], null)
    const { published: after } = await endOf('verify', flags, { point, arrival }, damage)
    expect({ ...after, recorded: {} }).toEqual({ ...before, recorded: {} })
  })
})
