import fc from 'fast-check'
import { expect } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import type { Plan } from '../../src/line/plan.ts'
import { summarise } from '../../src/line/summary.ts'
import { type Academy, openAcademy } from './academy.ts'
import { configuration, moments } from './configuration.ts'
import type { History } from './history.ts'
import { failedSince, liveByPath } from './kept.ts'
import { foundIn, liveIn, stateOf } from './published.ts'
import { advance, emptyModel } from './reference.ts'
import { expectedOf } from './reference-live.ts'
import { type Model, textsIn } from './reference-step.ts'
import { type WrittenHistory, writeHistory } from './repository-of.ts'

/** A history in a repository, an academy to publish it to, and the places on the line where that is done. */
export type Pushing = {
  readonly history: History
  readonly written: WrittenHistory
  readonly academy: Academy
  readonly ends: readonly number[]
}

/** Opens what publishing a history takes; `also` is added to the configuration. Passed over is a history at whose end nothing may be published. */
export const withPushing = async (
  history: History,
  cuts: readonly number[],
  database: Database,
  use: (pushing: Pushing) => Promise<void>,
  also = '',
): Promise<void> => {
  await using written = await writeHistory(history)
  const model = modelAt(history, written, history.line.length - 1)
  fc.pre(!model.conflict && hasTexts(model))
  await using academy = await openAcademy(written, database, configuration + also)
  const ends = [...new Set(cuts.map((cut) => cut % history.line.length))]
  await use({ history, written, academy, ends: ends.toSorted((a, b) => a - b) })
}

// Where no text is left, it depends on what was live before whether there is something to take down.
const hasTexts = ({ tree }: Model): boolean => textsIn(tree, false).length > 0

/** The reference after the commits of the line up to a place on it. */
const modelAt = ({ commits, line }: History, { ids }: WrittenHistory, end: number): Model => {
  const model = emptyModel()
  for (const number of line.slice(0, end + 1))
    advance(model, commits[number]?.tree ?? new Map(), ids[number] ?? '')
  return model
}

/** Publishes at each of the places and at the end, and compares what is found with the reference each time. */
export const pushAll = async (pushing: Pushing): Promise<void> => {
  let before: number | null = null
  for (const end of pushing.ends) {
    if (await push(pushing, before, end, moments.during)) before = end
  }
  await push(pushing, before, pushing.history.line.length - 1, moments.end)
}

/** Publishes up to a place on the line; false where that is refused or there is nothing to publish. */
const push = async (
  { history, written, academy }: Pushing,
  before: number | null,
  end: number,
  now: string,
): Promise<boolean> => {
  const number = history.line[end] ?? 0
  const model = modelAt(history, written, end)
  if (!hasTexts(model)) return false
  const told = `after commit ${number}`
  const live = await liveByPath(academy.database)
  const commit = written.ids[number] ?? ''
  if ((await academy.settled(commit, now)) !== null) {
    expect({ told, ...whatIsDue(await academy.plan(commit, now)) }).toEqual({ told, ...nothingDue })
  }
  const found = before === null ? null : await foundIn(academy)
  const published = await academy.publish(commit, now)
  expect({ told, published }).toEqual({ told, published: !model.conflict })
  if (!published) {
    if (found !== null) expect({ told, ...(await foundIn(academy)) }).toEqual({ told, ...found })
    return false
  }
  expect({ told, ...(await foundIn(academy)) }).toEqual({ told, ...expectedOf(model, now) })
  await expectAgreement(academy, told)
  if (before === null) return true
  const kept = new Set((await liveByPath(academy.database)).values())
  const retired = failedSince(history, before, end).filter(
    (path) => live.has(path) && !kept.has(live.get(path) ?? ''),
  )
  expect({ told, retired }).toEqual({ told, retired: [] })
  return true
}

/** Every place that tells what is live tells the same. */
export const expectAgreement = async (academy: Academy, told: string): Promise<void> => {
  const { manifest, ...others } = await liveIn(academy)
  for (const [place, live] of Object.entries(others))
    expect({ told, place, live: live.toSorted() }).toEqual({
      told,
      place,
      live: manifest.toSorted(),
    })
}

/** Publishes the end of the history again in some way, after which all must be as it was. */
export const expectSameAfter = async (
  { academy, written }: Pushing,
  way: 'rebuild' | 'without a database' | 'without a bucket' | 'at once',
): Promise<void> => {
  const head = written.ids.at(-1) ?? ''
  const state = await stateOf(academy)
  if (way === 'without a database' || way === 'at once') await academy.lose('database')
  if (way === 'without a bucket' || way === 'at once') await academy.lose('bucket')
  const published = await academy.publish(
    head,
    moments.end,
    way === 'rebuild' ? 'rebuild' : 'append',
  )
  expect({ way, published }).toEqual({ way, published: true })
  expect(await stateOf(academy), way).toEqual(state)
}

/** Plans once more what was just published: there must be nothing to do. */
export const expectNothingToDo = async ({ academy, written }: Pushing): Promise<void> => {
  const head = written.ids.at(-1) ?? ''
  const plan = await academy.plan(head, moments.end)
  expect(whatIsDue(plan)).toEqual(nothingDue)
  // The short way comes to the same, and says the same.
  const settled = await academy.settled(head, moments.end)
  expect(settled?.summary).toEqual(summarise(plan))
}

const whatIsDue = ({ actions, release, render, gone }: Plan) => ({
  changed: actions.filter(({ action }) => action !== 'keep'),
  release,
  render,
  gone,
})

const nothingDue = { changed: [], release: false, render: [], gone: [] }
