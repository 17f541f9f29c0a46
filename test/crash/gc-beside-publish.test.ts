import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { garbagePoints, type Point, publishPoints } from '../../src/point.ts'
import { serverUrl } from '../support/database.ts'
import type { CliRun } from '../support/program.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { ageMarks, changeRowsAt, outdateReleases } from './garbage.ts'
import { openPlace, type Place, publishAt, startCommand, startPublish } from './place.ts'
import { type Published, publishedAt } from './published.ts'
import { openServerPlace, type ServerPlace, waitingIn } from './server-place.ts'
import { stopCommandAt } from './stop-command-at.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const stand = (draft: boolean): string =>
  `---\ntitle: Stand${draft ? '\ndraft: true' : ''}\n---\n![Grass](grass.svg) and [the chart](chart.pdf)\n`
const files = {
  'hma-content.yaml': `version: 1
environments: { local: { distribution: E2QWRUHAPOMQZL } }
media: { widths: [16], formats: [webp], thumbnail: 16 }
collections: [{ type: article, files: "en/{slug}.md" }]
`,
  'en/wind.md': '# Wind\n',
  'en/stand.md': stand(false),
  'en/grass.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>',
  'en/chart.pdf': '%PDF-1.4\n%%EOF\n',
}

/** Removes at once whatever was marked. */
const gcAt = (place: Place): Promise<CliRun> =>
  startCommand(place, 'gc', { flags: ['--apply'] }).ended

it('gc is refused while a publish has the embedded database, which belongs to one process at a time', async () => {
  await using source = await createRepository(files)
  await source.commit()
  await using place = await openPlace(source.directory, null)
  const publishing = await stopCommandAt(place, 'publish', { point: 'recorded' })
  expect(await gcAt(place)).toMatchObject({ code: 3, stderr: expect.stringContaining('LOCKED') })
  publishing.child.kill('SIGCONT')
  expect((await publishing.ended).code).toBe(0)
})

// `npm test` says in one line where there is no server.
if (serverUrl !== undefined) {
  const url = serverUrl
  let source: TestRepository
  /** A lesson with a picture was withdrawn, and all that it consists of marked long ago; the branch has it again. */
  let marked: ServerPlace
  let after: Published
  let alone: Published
  const places = new AsyncDisposableStack()
  const openCopy = (from: ServerPlace | null) => openServerPlace(url, source.directory, from)

  beforeAll(async () => {
    source = places.use(await createRepository(files))
    await source.commit()
    marked = places.use(await openCopy(null))
    await publishAt(marked)
    await source.write({ 'en/stand.md': stand(true) })
    await source.commit()
    await publishAt(marked)
    await changeRowsAt(marked, outdateReleases)
    expect(await gcAt(marked)).toMatchObject({ code: 0 })
    await changeRowsAt(marked, ageMarks)
    await source.write({ 'en/stand.md': stand(false) })
    await source.commit()
    await using whole = await openCopy(marked)
    await publishAt(whole)
    after = await publishedAt(whole)
    await using swept = await openCopy(marked)
    expect(await gcAt(swept)).toMatchObject({ code: 0 })
    alone = await publishedAt(swept)
  })
  afterAll(() => places.disposeAsync())

  /** Everything that readers are pointed to is there, and as it is without `gc`. */
  const expectWhole = async (place: Place): Promise<void> => {
    expect(await publishedAt(place)).toEqual(after)
    const verified = await startCommand(place, 'verify', { flags: ['--read-data'] }).ended
    expect(verified, verified.stdout).toMatchObject({ code: 0 })
  }

  /** When all is removed, `gc` forgets rows, and waits for a publish that is amid a transaction. */
  const endedOrWaiting = async (sweeping: Promise<CliRun>, place: ServerPlace): Promise<void> => {
    let ended = false
    void sweeping.then(() => {
      ended = true
    })
    await expect
      .poll(async () => ended || (await waitingIn(place)) > 0, { timeout: 60_000 })
      .toBe(true)
  }

  // A record of what was made of the picture is kept, and its vectors are known.
  const notReached: readonly Point[] = [
    'file-put',
    'rendition-put',
    'rendition-recorded',
    'vectors-saved',
  ]
  const reached = publishPoints.filter(
    (point) => !['lock-claimed', 'database-made', ...notReached].includes(point),
  )

  describe('gc beside a publish of what it has marked', () => {
    it.each<Point>([...reached, 'object-adopted'])(
      'removes nothing that the publish needs, which stands at %s meanwhile',
      async (point) => {
        await using place = await openCopy(marked)
        const publishing = await stopCommandAt(place, 'publish', { point })
        const sweeping = gcAt(place)
        await endedOrWaiting(sweeping, place)
        publishing.child.kill('SIGCONT')
        expect(await sweeping).toMatchObject({ code: 0 })
        const { code, stderr } = await publishing.ended
        expect(code, stderr).toBe(0)
        await expectWhole(place)
      },
    )

    it.each<Point>(['garbage-locked', 'garbage-removed'])(
      'lets a publish wait that needs what is just removed, and put it again: at %s',
      async (point) => {
        await using place = await openCopy(marked)
        const flags = ['--apply']
        const sweeping = await stopCommandAt(place, 'gc', { point, flags })
        const publishing = startPublish(place)
        await expect.poll(() => waitingIn(place), { timeout: 60_000 }).toBeGreaterThan(0)
        sweeping.child.kill('SIGCONT')
        expect(await sweeping.ended).toMatchObject({ code: 0 })
        expect((await publishing.ended).code).toBe(0)
        await expectWhole(place)
      },
    )

    it.each(garbagePoints.filter((point) => point !== 'object-adopted'))(
      'leaves a publish what it needs where it is killed at %s',
      async (point) => {
        await using place = await openCopy(marked)
        const killed = startCommand(place, 'gc', {
          flags: ['--apply'],
          signal: `SIGKILL ${point} 1`,
        })
        expect((await killed.ended).code).toBe(null)
        await publishAt(place)
        await expectWhole(place)
      },
    )
  })

  describe('gc that is killed and repeated', () => {
    it.each(garbagePoints.filter((point) => point !== 'object-adopted'))(
      'ends as one that was not, at %s',
      async (point) => {
        await using place = await openCopy(marked)
        const signal = `SIGKILL ${point} 1`
        const killed = startCommand(place, 'gc', { flags: ['--apply'], signal })
        expect((await killed.ended).code).toBe(null)
        expect(await gcAt(place)).toMatchObject({ code: 0 })
        expect(await publishedAt(place)).toEqual(alone)
      },
    )
  })

  describe('a publish that is killed when it has adopted an object', () => {
    it('ends as one that was not when it is repeated, also after gc', async () => {
      await using place = await openCopy(marked)
      const killed = startPublish(place, { signal: 'SIGKILL object-adopted 2' })
      expect((await killed.ended).code).toBe(null)
      expect(await gcAt(place)).toMatchObject({ code: 0 })
      await publishAt(place)
      await expectWhole(place)
    })
  })
}
