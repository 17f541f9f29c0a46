import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Point } from '../../src/point.ts'
import type { CliRun } from '../support/program.ts'
import { hasSmallDisks, openSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { type Academy, createAcademy } from './academy.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, type Place, publishAt, startPublish } from './place.ts'
import { type Published, publishedAt } from './published.ts'
import { stopCommandAt } from './stop-command-at.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const full = /No space left on device|no space left/
const hint = 'Make room on the disk and run the command again'

if (await hasSmallDisks()) {
  let academy: Academy
  let start: Place
  const places = new AsyncDisposableStack()

  beforeAll(async () => {
    academy = await createAcademy()
    places.defer(academy.source.dispose)
    start = places.use(await openPlace(academy.source.directory, null))
  })
  afterAll(() => places.disposeAsync())

  /** A disk, and the place whose state is all that is on it. */
  const openDisk = async (): Promise<{ readonly disk: SmallDisk; readonly place: Place }> => {
    const disk = await openSmallDisk(160)
    if (disk === null) throw new Error('Expected a disk of our own')
    return { disk: places.use(disk), place: { ...start, state: disk.directory } }
  }

  /** Publishes until it comes by a point, and from there on with no byte free. */
  const publishFullFrom = async (
    { disk, place }: Awaited<ReturnType<typeof openDisk>>,
    point: Point,
  ): Promise<CliRun> => {
    const publishing = await stopCommandAt(place, 'publish', { point })
    const makeRoom = await disk.fill()
    publishing.child.kill('SIGCONT')
    const run = await publishing.ended
    await makeRoom()
    return run
  }

  describe('publish on a disk that is full', () => {
    it('says so, and leaves nothing that keeps the next run from making its database', async () => {
      const opened = await openDisk()
      const { disk, place } = opened
      const makeRoom = await disk.fill()
      const first = await startPublish(place).ended
      expect(first).toMatchObject({ code: 2, stderr: expect.stringMatching(full) })
      await makeRoom()
      const locked = await publishFullFrom(opened, 'lock-claimed')
      expect(locked).toMatchObject({ code: 2, stderr: expect.stringMatching(full) })
      expect(locked.stderr).toContain(hint)
      await publishAt(place, '--commit', academy.first)
    })

    it('leaves readers one release whole, wherever space runs out, and goes on when there is some', async () => {
      await publishAt(start, '--commit', academy.first)
      const before = await publishedAt(start)
      await using whole = await openPlace(academy.source.directory, start)
      await publishAt(whole)
      const after: Published = await publishedAt(whole)
      const opened = await openDisk()
      const { place } = opened
      await cp(start.state, place.state, { recursive: true })
      // In the transaction that records, among media that are made and put at once, and so on to the pointer.
      for (const point of ['blobs-saved', 'file-put', 'manifest-object-put', 'released'] as const) {
        const { code, stderr } = await publishFullFrom(opened, point)
        expect(code, `${point}: ${stderr}`).toBe(2)
        expect(stderr).toMatch(full)
        expect(stderr).toContain(hint)
        expectEither(await publishedAt(place), before, after)
      }
      // By now only vectors are missing, which search does without.
      const last = await publishFullFrom(opened, 'pointer-written')
      expect(last.code, last.stderr).toBe(0)
      await publishAt(place)
      expect(await publishedAt(place)).toEqual(after)
    })
  })
} else {
  it('a full disk is not tried, since this user may mount none', () => {
    expect(process.getuid?.()).not.toBe(0)
  })
}
