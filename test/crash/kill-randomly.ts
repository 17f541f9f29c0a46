import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { StartedCli } from '../support/program.ts'
import { createAcademy } from './academy.ts'
import { openPlace, type Place, publishAt, startPublish } from './place.ts'
import { type Published, publishedAt, reachable } from './published.ts'

/** What killing at random moments came to. */
export type KillReport = {
  readonly kills: number
  /** Runs that had ended before their moment came. */
  readonly late: number
  /** Point → how many were killed between it and the next; `start` before the first. */
  readonly after: ReadonlyMap<string, number>
  /** What went wrong, by round; empty where all is well. */
  readonly problems: readonly string[]
}

/** A state to begin from, the commit to publish, and what a run that is not killed leaves. */
type Start = { readonly place: Place; readonly commit: string; readonly end: Published }

type Tally = {
  /** Kills still to come. */
  left: number
  late: number
  /** What starting takes and what the work after it does, in milliseconds, by the last run not killed. */
  starting: number
  working: number
  readonly after: Map<string, number>
  readonly problems: string[]
}

// The rounds do not depend on each other, so as many run at once as there are processors in CI.
const lanes = 2

/**
 * Kills `publish` this often at random moments. In each round a copy of a prepared state is published one to
 * three times with a kill, then to the end, which must be that of a run that was never killed. Equal seeds
 * give equal rounds, but for how fast the machine is. `onRound` hears how many kills there were so far.
 */
export const killRandomly = async (
  count: number,
  seed: number,
  onRound: (kills: number) => void = () => {},
): Promise<KillReport> => {
  await using stack = new AsyncDisposableStack()
  const starts = await prepareStarts(stack)
  const tally: Tally = {
    left: count,
    late: 0,
    starting: 800,
    working: 800,
    after: new Map(),
    problems: [],
  }
  let rounds = 0
  const playLane = async (): Promise<void> => {
    while (tally.left > 0 && tally.problems.length === 0) {
      const round = rounds++
      await playRound(starts, tally, randomNumbers(seed * 1_000_003 + round)).catch(
        (error: unknown) => tally.problems.push(`seed ${seed}, round ${round}: ${String(error)}`),
      )
      onRound(count - tally.left)
    }
  }
  await Promise.all(Array.from({ length: lanes }, playLane))
  const { left, late, after, problems } = tally
  return { kills: count - left, late, after, problems }
}

/** A first push into an empty database, and a second after it. */
const prepareStarts = async (stack: AsyncDisposableStack): Promise<readonly [Start, Start]> => {
  const { source, first, second } = await createAcademy()
  stack.defer(source.dispose)
  const open = async (from: Place | null): Promise<Place> =>
    stack.use(await openPlace(source.directory, from))
  const empty = await open(null)
  await startPublish(empty, { signal: 'SIGKILL database-migrated 1' }).ended
  const one = await open(empty)
  await publishAt(one, '--commit', first)
  const two = await open(one)
  await publishAt(two, '--commit', second)
  return [
    { place: empty, commit: first, end: await publishedAt(one) },
    { place: one, commit: second, end: await publishedAt(two) },
  ]
}

const playRound = async (
  [first, second]: readonly [Start, Start],
  tally: Tally,
  random: () => number,
): Promise<void> => {
  const start = random() < 0.3 ? first : second
  await using place = await openPlace(start.place.repository, start.place)
  for (let kills = 1 + Math.floor(random() * 3); kills > 0 && tally.left > 0; kills--) {
    tally.left -= 1
    // Two thirds of a short run are its start, in which there is little to break.
    const moment =
      random() < 0.25
        ? { from: 'start', wait: random() * tally.starting }
        : { from: 'work', wait: random() * tally.working }
    const last = await killAt(place, start.commit, moment)
    if (last === null) {
      tally.left += 1
      tally.late += 1
    } else tally.after.set(last, (tally.after.get(last) ?? 0) + 1)
    // Throws where the pointer leads to anything that is not there, whole.
    await reachable(join(place.state, 'bucket'))
  }
  Object.assign(tally, await publishTimed(place, start.commit))
  if (!isDeepStrictEqual(await publishedAt(place), start.end)) {
    throw new Error('the end is not that of a run that was never killed')
  }
}

const publishTimed = async (
  place: Place,
  commit: string,
): Promise<Pick<Tally, 'starting' | 'working'>> => {
  const began = performance.now()
  const run = startPublish(place, { flags: ['--commit', commit] })
  await firstWord(run)
  const told = performance.now()
  const { code, stderr } = await run.ended
  if (code !== 0) throw new Error(`publish ended with ${code}: ${stderr}`)
  return { starting: told - began, working: performance.now() - told }
}

/** A run names its first stage when its database is open. */
const firstWord = ({ child, ended }: StartedCli): Promise<unknown> =>
  Promise.race([ended, once(child.stderr ?? child, 'data')])

/** Kills a publish so long after its start or its first word; gives the last point it reached, or null where it had ended. */
const killAt = async (
  place: Place,
  commit: string,
  { from, wait }: { readonly from: string; readonly wait: number },
): Promise<string | null> => {
  const log = join(place.state, '..', 'reached')
  await rm(log, { force: true })
  const logging = { ...place, variables: { HMA_TEST_REACHED: log } }
  const run = startPublish(logging, { flags: ['--commit', commit], signal: 'none' })
  const { child, ended } = run
  if (from === 'work') await firstWord(run)
  await Promise.race([ended, sleep(wait)])
  child.kill('SIGKILL')
  const { code, stderr } = await ended
  if (child.signalCode !== 'SIGKILL') {
    if (code !== 0) throw new Error(`publish ended with ${code}: ${stderr}`)
    return null
  }
  const reached = await readFile(log, 'utf8').catch(() => 'start')
  return reached.trimEnd().split('\n').at(-1) ?? 'start'
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
