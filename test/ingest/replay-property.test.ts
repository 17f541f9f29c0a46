import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Replay } from '../../src/ingest/replay.ts'
import { gather } from '../../src/line/gather.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import type { Repository } from '../../src/source/repository.ts'
import { emptyState } from '../../src/state.ts'
import { academy, carried, openKeep, outcomeOf } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'
import {
  blobOf,
  historyOf,
  isUnreadable,
  type MemoryHistory,
  operations,
} from './random-history.ts'

let repository: Repository

// Only where Git is; nothing is read from it, since no commit here is a merge.
beforeAll(async () => {
  const source = await createRepository()
  repository = await openNativeRepository(source.directory)
  return () => source.dispose()
})

/** Replays a history in parts that end before the given commits, with what is kept between them. */
const replayInParts = async (
  { commits, objects }: MemoryHistory,
  cuts: readonly number[],
  window = 1_000,
): Promise<readonly Replay[]> => {
  const keep = openKeep(academy)
  const ends = [...new Set([...cuts.map((cut) => cut % commits.length), commits.length])]
  const replays: Replay[] = []
  let state = emptyState
  let start = 0
  for (const end of ends.toSorted((a, b) => a - b)) {
    const store = keep.store(objects)
    const from = { repository, objects, config: academy, store }
    const part = commits.slice(start, end)
    const walk = async function* () {
      yield* part
    }
    const { replay } = await gather(from, state, {
      walk,
      to: part.at(-1)?.commit ?? '',
      window,
    })
    keep.save(store)
    replays.push(replay)
    state = carried(replay.state)
    start = end
  }
  return replays
}

// Commit ordinals are small here, so no part of a number reaches a thousand.
const rankOf = (number: string): number =>
  number.split('.').reduce((rank, part) => rank * 1000 + Number(part), 0)

const everyCut = ({ commits }: MemoryHistory): readonly number[] => [...commits.keys()].slice(1)

describe('replaying any history', () => {
  it('comes to the same however much of it is held', async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.integer({ min: 1, max: 8 }), async (steps, window) => {
        const history = historyOf(steps)
        const held = outcomeOf(await replayInParts(history, []))
        expect(outcomeOf(await replayInParts(history, [], window))).toEqual(held)
      }),
    )
  })

  it('comes to the same at once and in parts', async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.array(fc.nat()), async (steps, cuts) => {
        const history = historyOf(steps)
        const atOnce = outcomeOf(await replayInParts(history, []))
        expect(outcomeOf(await replayInParts(history, cuts))).toEqual(atOnce)
      }),
      { numRuns: 150 },
    )
  })

  it('gives every path and every slug to one present item at most', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (steps) => {
        const history = historyOf(steps)
        for (const { state } of await replayInParts(history, everyCut(history))) {
          const present = [...state.items.values()].filter((item) => item.present)
          expect(new Set(present.map(({ path }) => path)).size).toBe(present.length)
          expect(new Set(present.map(({ slug }) => slug)).size).toBe(present.length)
          for (const { path } of present) expect([...state.tree.keys()]).toContain(path)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('leaves an item where its file stays as it was, or has become unreadable', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (steps) => {
        const history = historyOf(steps)
        let before = emptyState
        for (const [index, { state }] of (
          await replayInParts(history, everyCut(history))
        ).entries()) {
          for (const { id, path, present } of before.items.values()) {
            const file = history.files[index]?.get(path)
            const stays = file !== undefined && before.tree.get(path)?.oid === blobOf(file)
            if (!present || !(stays || (file !== undefined && isUnreadable(file)))) continue
            expect(state.items.get(id)).toMatchObject({ present: true, path })
          }
          before = state
        }
      }),
      { numRuns: 150 },
    )
  })

  it('numbers the versions of every item upwards', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (steps) => {
        const { versions } = outcomeOf(await replayInParts(historyOf(steps), []))
        expect(new Set(versions.map(({ version }) => version.id)).size).toBe(versions.length)
        for (const own of Map.groupBy(versions, ({ itemId }) => itemId).values()) {
          const ordinals = own.map(({ version }) => version.ordinal)
          const ranks = own.map(({ version }) => rankOf(version.number))
          expect(own[0]?.version.number).toBe('1.0.0')
          expect(ordinals).toEqual([...new Set(ordinals)].toSorted((a, b) => a - b))
          expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 150 },
    )
  })
})
