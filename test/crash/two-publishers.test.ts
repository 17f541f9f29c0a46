import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { linkEmbeddings } from '../../src/database/embeddings.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { type Point, publishPoints } from '../../src/point.ts'
import { openCuttingProxy } from '../support/cutting-proxy.ts'
import { serverUrl } from '../support/database.ts'
import type { StartedCli } from '../support/program.ts'
import { type Academy, createAcademy } from './academy.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, publishAt, startPublish } from './place.ts'
import { type Published, publishedAt } from './published.ts'
import { openServerPlace, type ServerPlace, waitingIn } from './server-place.ts'
import { stopCommandAt } from './stop-command-at.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

describe('two publishers that start together on one state directory', () => {
  it('end as one alone: one publishes, the other is told which process has it, over and over', async () => {
    await using academy = (await createAcademy()).source
    await using empty = await openPlace(academy.directory, null)
    await startPublish(empty, { signal: 'SIGKILL database-migrated 1' }).ended
    await using alone = await openPlace(academy.directory, empty)
    await publishAt(alone)
    const after = await publishedAt(alone)
    let refused = 0
    for (let round = 1; round <= 5; round++) {
      await using place = await openPlace(academy.directory, empty)
      const runs = [startPublish(place), startPublish(place)]
      const ended = await Promise.all(runs.map(({ ended }) => ended))
      const winner = ended.findIndex(({ code }) => code === 0)
      const loser = ended[1 - winner]
      expect(winner, loser?.stderr).toBeGreaterThanOrEqual(0)
      expect(await publishedAt(place)).toEqual(after)
      // One that was so late that the other had ended finds nothing to do.
      if (loser?.code === 0) continue
      refused += 1
      expect(loser?.code, loser?.stderr).toBe(3)
      expect(loser?.stderr).toContain('LOCKED: ')
      expect(loser?.stderr).toContain(`process ${runs[winner]?.child.pid} `)
    }
    expect(refused).toBeGreaterThan(0)
  })
})

// `npm test` says in one line where there is no server.
if (serverUrl !== undefined) {
  const url = serverUrl
  let academy: Academy
  let middle: string
  let prepared: ServerPlace
  let before: Published
  let after: Published
  const places = new AsyncDisposableStack()

  const openCopy = (from: ServerPlace | null) =>
    openServerPlace(url, academy.source.directory, from)

  beforeAll(async () => {
    academy = await createAcademy()
    places.defer(academy.source.dispose)
    await academy.source.git('reset', '--hard', academy.second)
    middle = await academy.source.git('rev-parse', `${academy.second}~1`)
    prepared = places.use(await openCopy(null))
    await publishAt(prepared, '--commit', academy.first)
    before = await publishedAt(prepared)
    await using whole = await openCopy(prepared)
    await publishAt(whole)
    after = await publishedAt(whole)
  })
  afterAll(() => places.disposeAsync())

  const stopAt = (place: ServerPlace, point: Point, commit: string): Promise<StartedCli> =>
    stopCommandAt(place, 'publish', { point, flags: ['--commit', commit] })

  const faster = 'OVERTAKEN: Another publisher was faster; this run changes nothing more.'

  describe('two publishers that start together on one server', () => {
    it.each([['into nothing'], ['after a push'], ['after a push, again']])(
      'end as one alone, %s: one wins, the other is refused or finds nothing to do',
      async (kind) => {
        await using place = await openCopy(kind === 'into nothing' ? null : prepared)
        const runs = [startPublish(place), startPublish(place)]
        const ended = await Promise.all(runs.map(({ ended }) => ended))
        const [one, other] = ended.toSorted((a, b) => Number(a.code) - Number(b.code))
        expect(one?.code, one?.stderr).toBe(0)
        expect([0, 3], other?.stderr).toContain(other?.code)
        if (other?.code === 3) expect(other.stderr).toContain(faster)
        if (kind === 'into nothing') {
          await using alone = await openCopy(null)
          await publishAt(alone)
          expect(await publishedAt(place)).toEqual(await publishedAt(alone))
        } else expect(await publishedAt(place)).toEqual(after)
      },
    )
  })

  describe('a publisher that slept while another published a newer commit', () => {
    it.each<Point>(['planned', 'recorded', 'document-put', 'manifest-object-put'])(
      'is refused when it wakes at %s, and changes nothing',
      async (point) => {
        await using place = await openCopy(prepared)
        const slept = await stopAt(place, point, middle)
        await publishAt(place, '--commit', academy.second)
        slept.child.kill('SIGCONT')
        const { code, stderr } = await slept.ended
        expect(code).toBe(3)
        expect(stderr).toContain(faster)
        expect(await publishedAt(place)).toEqual(after)
      },
    )

    it('does not move the pointer back when it wakes after its own release', async () => {
      await using place = await openCopy(prepared)
      const slept = await stopAt(place, 'released', middle)
      await publishAt(place, '--commit', academy.second)
      slept.child.kill('SIGCONT')
      expect((await slept.ended).code).toBe(0)
      expect(await publishedAt(place)).toEqual(after)
    })

    it('lets vectors be linked only when its release has ended', async () => {
      await using place = await openCopy(prepared)
      const slept = await stopAt(place, 'live-replaced', academy.second)
      const db = await openPostgres(place.variables.DATABASE_URL ?? '')
      const linking = db.transaction((transaction) =>
        linkEmbeddings(transaction, 'any model', 'all'),
      )
      await expect.poll(() => waitingIn(place), { timeout: 60_000 }).toBe(1)
      slept.child.kill('SIGCONT')
      expect((await slept.ended).code).toBe(0)
      await linking
      await db.close()
      expect(await publishedAt(place)).toEqual(after)
    })

    it('keeps the other waiting only while it is in the midst of a transaction', async () => {
      await using place = await openCopy(prepared)
      const slept = await stopAt(place, 'record-written', academy.second)
      const waiting = startPublish(place, { flags: ['--commit', academy.second] })
      await expect.poll(() => waitingIn(place), { timeout: 60_000 }).toBe(1)
      slept.child.kill('SIGKILL')
      await slept.ended
      expect((await waiting.ended).code).toBe(0)
      expect(await publishedAt(place)).toEqual(after)
    })
  })

  describe('a publisher that is killed on a server', () => {
    const here = publishPoints.filter((point) => !['lock-claimed', 'database-made'].includes(point))
    // Pictures and files are put side by side, and each of these runs leaves fewer to the next.
    const ofMedia = here.filter((point) => /^(?:rendition|file|object|bytes)-/.test(point))
    const killAt = async (place: ServerPlace, point: Point): Promise<void> => {
      const killed = startPublish(place, { signal: `SIGKILL ${point} 1` })
      const { stderr } = await killed.ended
      expect(killed.child.signalCode, `${point}: ${stderr}`).toBe('SIGKILL')
      expectEither(await publishedAt(place), before, after)
    }

    it.each(ofMedia)(
      'lets the next go on at once, killed at %s, and the end is the same',
      async (point) => {
        await using place = await openCopy(prepared)
        await killAt(place, point)
        await publishAt(place)
        expect(await publishedAt(place)).toEqual(after)
      },
    )

    it('lets the next go on at once, killed at every other point in turn, and the end is the same', async () => {
      await using place = await openCopy(prepared)
      for (const point of here) if (!ofMedia.includes(point)) await killAt(place, point)
      await publishAt(place)
      expect(await publishedAt(place)).toEqual(after)
    })
  })

  describe('a publisher that never hears whether its COMMIT was carried out', () => {
    it.each([
      ['of the record', 'update pipeline.recorded\n       set root_commit'],
      ['of the release', 'insert into pipeline.releases'],
    ])('fails; the next run makes no second version of anything, %s', async (_, statement) => {
      await using place = await openCopy(prepared)
      await using proxy = await openCuttingProxy(place.variables.DATABASE_URL ?? '', statement)
      const cutOff = { ...place, variables: { DATABASE_URL: proxy.url } }
      const failed = await startPublish(cutOff).ended
      expect(proxy.cuts()).toBe(1)
      expect(failed.code).toBe(2)
      expect(failed.stderr).toContain('DATABASE: Cannot commit')
      expectEither(await publishedAt(place), before, after)
      await publishAt(place)
      expect(await publishedAt(place)).toEqual(after)
    })
  })
}
