import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hookPoints, type Point } from '../../src/point.ts'
import { hookedFiles, hookVariables } from '../support/hooked.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { openPlace, type Place, startCommand } from './place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const byNote = (a: string, b: string): number => noteOf(a) - noteOf(b)
const noteOf = (told: string): number => Number(/hma_(\d+)_/.exec(told)?.[1])

describe('a publish that is killed while it tells a hook', () => {
  let source: TestRepository
  let receiver: Receiver
  let begun: Place
  const opened = new AsyncDisposableStack()
  const withHook = (place: Place): Place => ({
    ...place,
    variables: { ...place.variables, ...hookVariables(receiver.url) },
  })
  const told = () =>
    receiver.received.map(({ headers, body }) => `${body.type} ${headers['webhook-id']}`)

  beforeAll(async () => {
    source = opened.use(await createRepository(hookedFiles({ site: '' })))
    await source.commit()
    receiver = opened.use(await openReceiver())
    begun = withHook(opened.use(await openPlace(source.directory, null)))
    expect(await startCommand(begun, 'publish').ended).toMatchObject({ code: 0 })
    await source.write({ 'en/wind.md': '# Wind\n\nWatch the leaves.\n' })
    await source.commit()
  })
  afterAll(() => opened.disposeAsync())

  it.each<Point>([...hookPoints])(
    'loses nothing, and sends nothing twice but under one id, at %s',
    async (point) => {
      receiver.received.length = 0
      await using copy = await openPlace(source.directory, begun)
      const place = withHook(copy)
      const killed = startCommand(place, 'publish', { signal: `SIGKILL ${point} 1` })
      expect((await killed.ended).code).toBe(null)
      const before = told().length
      expect(before).toBe(point === 'delivery-taken' ? 0 : 1)
      expect(await startCommand(place, 'publish').ended).toMatchObject({ code: 0 })
      // What was taken when it was killed is due a minute later, and what comes after it not before.
      const replay = startCommand(place, 'hooks', { flags: ['replay', 'site'] })
      expect(await replay.ended).toMatchObject({ code: 0 })
      expect(new Set(told()).size).toBe(2)
      expect(told()).toEqual(told().toSorted(byNote))
      expect(told()).toHaveLength(point === 'hook-told' ? 3 : 2)
    },
  )
})
