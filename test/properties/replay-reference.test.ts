import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import type { Replay } from '../../src/ingest/replay.ts'
import { gather } from '../../src/line/gather.ts'
import { hierarchy } from '../../src/publish/hierarchy.ts'
import { type ReleaseEntry, releaseEntries } from '../../src/publish/live.ts'
import { redirects } from '../../src/publish/manifest.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import type { Repository } from '../../src/source/repository.ts'
import { emptyState, type RecordedState } from '../../src/state.ts'
import { carried, configOf, openKeep, outcomeOf } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'
import { configuration, moments } from './configuration.ts'
import { type History, histories } from './history.ts'
import { commitId, inMemory } from './memory.ts'
import { advance, emptyModel } from './reference.ts'
import { type Expected, expectedOf } from './reference-live.ts'
import { patience, runsOf } from './runs.ts'

const config: Config = configOf(configuration.replace('version: 1\n', ''))
let repository: Repository

// Only where Git is; nothing is read from it, since no commit here is a merge.
beforeAll(async () => {
  const source = await createRepository()
  repository = await openNativeRepository(source.directory)
  return () => source.dispose()
})

/** Replays a history in parts that end before the given commits, with what a database keeps between them. */
const replayInParts = async (
  history: History,
  cuts: readonly number[],
): Promise<readonly Replay[]> => {
  const { commits, objects } = inMemory(history)
  const keep = openKeep(config)
  const ends = [...new Set([...cuts.map((cut) => cut % commits.length), commits.length])]
  const replays: Replay[] = []
  let state = emptyState
  let start = 0
  for (const end of ends.toSorted((a, b) => a - b)) {
    const store = keep.store(objects)
    const from = { repository, objects, config, store }
    const part = commits.slice(start, end)
    const walk = async function* () {
      yield* part
    }
    const { replay } = await gather(from, state, { walk, to: part.at(-1)?.commit ?? '' })
    keep.save(store)
    replays.push(replay)
    state = carried(replay.state)
    start = end
  }
  return replays
}

/** What a replay comes to, in the reference's words. */
const foundIn = (replays: readonly Replay[], now: string): Expected => {
  const state = replays.at(-1)?.state ?? emptyState
  const entries = releaseEntries(state, 'en', now)
  return {
    live: entries
      .map(
        ({ item, language, version }) =>
          `${item.type} ${item.slug} ${language} ${item.id} ${version.commit}`,
      )
      .toSorted(),
    lessons: lessonsOf(state, entries),
    archived: [...state.items.values()]
      .filter(({ present }) => !present)
      .map(({ type, slug, id }) => `${type} ${slug} ${id}`)
      .toSorted(),
    redirects: redirects(state, entries, [])
      .map(({ type, slug, itemId }) => `${type} ${slug} ${itemId}`)
      .toSorted(),
    versions: replays
      .flatMap(({ versions }) => versions)
      .map(({ itemId, version }) => `${itemId} ${version.commit} ${version.fit}`)
      .toSorted(),
  }
}

const lessonsOf = (state: RecordedState, entries: readonly ReleaseEntry[]): readonly string[] => {
  const lessons = entries.filter(
    ({ item, language }) => item.type === 'lesson' && language === 'en',
  )
  const live = new Set(lessons.map(({ item }) => item.id))
  const { pillars, courses, placement } = hierarchy(state, config, () => null, live)
  const slugs = new Map([...pillars, ...courses].map(({ id, slug }) => [id, slug]))
  return lessons
    .map(({ item }) => {
      const { pillarId, courseId, slug } = placement(item)
      return `${slugs.get(pillarId ?? '')} ${slugs.get(courseId ?? '')} ${slug} ${item.id}`
    })
    .toSorted()
}

describe('replaying any history', { timeout: patience }, () => {
  it('comes to what the reference says, commit by commit', async () => {
    await fc.assert(
      fc.asyncProperty(histories(9, 'on the line'), async (history) => {
        const everyCommit = history.line.map((_, index) => index)
        const replays = await replayInParts(history, everyCommit.slice(1))
        const model = emptyModel()
        for (const [index, number] of history.line.entries()) {
          advance(model, history.commits[number]?.tree ?? new Map(), commitId(number))
          const told = `after commit ${number}`
          const conflict = (replays[index]?.conflicts.length ?? 0) > 0
          expect({ told, conflict }).toEqual({ told, conflict: model.conflict })
          for (const now of Object.values(moments)) {
            const found = foundIn(replays.slice(0, index + 1), now)
            expect({ told, ...found }).toEqual({ told, ...expectedOf(model, now) })
          }
        }
      }),
      runsOf(200),
    )
  })

  it('comes to the same at once and in parts', async () => {
    await fc.assert(
      fc.asyncProperty(histories(9, 'on the line'), fc.array(fc.nat()), async (history, cuts) => {
        const atOnce = outcomeOf(await replayInParts(history, []))
        expect(outcomeOf(await replayInParts(history, cuts))).toEqual(atOnce)
      }),
      runsOf(200),
    )
  })
})
