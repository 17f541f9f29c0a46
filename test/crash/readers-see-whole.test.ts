import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { Row } from '../../src/database/database.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { serverUrl } from '../support/database.ts'
import { visibleRows } from '../support/visible-rows.ts'
import { type Academy, createAcademy } from './academy.ts'
import { openPlace, type Place, publishAt, startCommand } from './place.ts'
import { reachable } from './published.ts'
import { openServerPlace, type ServerPlace } from './server-place.ts'

vi.setConfig({ testTimeout: 400_000 })

/** Looks at something over and over, as fast as it can, while `work` runs; how often it looked. */
const lookingWhile = async (
  look: () => Promise<void>,
  work: () => Promise<void>,
): Promise<number> => {
  let isOver = false
  let looks = 0
  const looking = (async () => {
    while (!isOver) {
      await look()
      looks += 1
      await setImmediate()
    }
  })()
  await Promise.race([work(), looking]).finally(() => {
    isOver = true
  })
  await looking
  return looks
}

const runAt = async (place: Place, command: string, ...flags: readonly string[]): Promise<void> => {
  const { code, stderr } = await startCommand(place, command, { flags }).ended
  expect(code, stderr).toBe(0)
}

const killedAt = async (
  place: Place,
  command: string,
  signal: string,
  ...flags: readonly string[]
) => {
  const killed = startCommand(place, command, { flags, signal })
  await killed.ended
  expect(killed.child.signalCode).toBe('SIGKILL')
}

/** Publishes, goes back, is killed on the way, pins, and follows the branch again. */
const story = async (place: Place, { second, third }: Academy): Promise<void> => {
  await publishAt(place, '--commit', second)
  await killedAt(place, 'rollback', 'SIGKILL live-put-back 1', '1')
  await killedAt(place, 'rollback', 'SIGKILL released 1', '1')
  await runAt(place, 'rollback', '1')
  await publishAt(place, '--commit', third)
  await killedAt(place, 'unpin', 'SIGKILL live-replaced 1')
  await publishAt(place)
  await runAt(place, 'pin', 'hunt/wind/thermals', '1.0.0')
  await runAt(place, 'rollback', '--previous')
  await runAt(place, 'unpin')
}

/** Every object that a reader gets to from the pointer is read, and its hash compared, each time. */
const lookAtBucket = (place: Place, seen: Set<string>) => async (): Promise<void> => {
  const { pointed } = await reachable(join(place.state, 'bucket'))
  if (pointed !== null) seen.add(pointed)
}

it('readers of the bucket see whole releases only, whatever is published, taken back and killed', async () => {
  const academy = await createAcademy()
  await using _ = { [Symbol.asyncDispose]: academy.source.dispose }
  await using place = await openPlace(academy.source.directory, null)
  await publishAt(place, '--commit', academy.first)
  const seen = new Set<string>()
  const looks = await lookingWhile(lookAtBucket(place, seen), () => story(place, academy))
  expect(looks).toBeGreaterThan(20)
  expect(seen.size).toBeGreaterThan(2)
})

// `npm test` says in one line where there is no server.
if (serverUrl !== undefined) {
  const url = serverUrl

  type Seen = Awaited<ReturnType<typeof visibleRows>>

  /** In one view of the database: which release is live, and what readers see of it. */
  const lookAtRows = async (place: ServerPlace, seen: Map<string, Seen>): Promise<void> => {
    const server = await openPostgres(place.variables.DATABASE_URL ?? '')
    const { root, rows } = await server
      .transaction(async (transaction) => {
        await transaction.query('set transaction isolation level repeatable read')
        const [live] = await transaction.query<Row & { readonly root: string }>(
          'select root_key as root from pipeline.releases order by sequence desc limit 1',
        )
        return { root: live?.root ?? '', rows: await visibleRows(transaction) }
      })
      .finally(server.close)
    // One release shows the same to everybody who looks, whenever that is.
    expect(rows).toEqual(seen.get(root) ?? rows)
    seen.set(root, rows)
  }

  /** Whether the database knows the release that readers of the bucket are pointed to. */
  const lookAhead = async (place: ServerPlace): Promise<void> => {
    const { pointed } = await reachable(join(place.state, 'bucket'))
    const server = await openPostgres(place.variables.DATABASE_URL ?? '')
    const known = await server
      .query('select from pipeline.releases where root_key = $1', [pointed])
      .finally(server.close)
    expect(known).not.toEqual([])
  }

  it('readers of a server see whole releases only, and the bucket never ahead of it', async () => {
    const academy = await createAcademy()
    await using _ = { [Symbol.asyncDispose]: academy.source.dispose }
    await using place = await openServerPlace(url, academy.source.directory, null)
    await publishAt(place, '--commit', academy.first)
    const seen = new Map<string, Seen>()
    const look = async (): Promise<void> => {
      await lookAhead(place)
      await lookAtRows(place, seen)
    }
    const looks = await lookingWhile(look, () => story(place, academy))
    expect(looks).toBeGreaterThan(20)
    expect(seen.size).toBeGreaterThan(2)
  })
}
