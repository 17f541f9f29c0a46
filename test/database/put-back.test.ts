import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database, Row } from '../../src/database/database.ts'
import { flipBack } from '../../src/database/flip-back.ts'
import { readLastRelease } from '../../src/database/last-release.ts'
import { forgetReplaced, loadReleases, loadTextsOf } from '../../src/database/releases.ts'
import { openAcademy } from '../properties/academy.ts'
import { openTestDatabase } from '../support/database.ts'
import { createRepository } from '../support/repository.ts'
import { visibleRows } from '../support/visible-rows.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const flipTo = async (restores: number): Promise<void> => {
  const last = await readLastRelease(database)
  const target = (await loadReleases(database)).find(({ sequence }) => sequence === restores)
  if (last?.model == null || target === undefined) throw new Error(`Expected release ${restores}`)
  const { commit, rootKey } = target
  const now = '2026-06-01T00:00:00Z'
  await flipBack(database, {
    fence: last.fence,
    sequence: last.sequence + 1,
    commit,
    rootKey,
    summary: null,
    restores,
    model: last.model,
    ruling: { kind: 'rollback', release: restores, commit, now, decided: 0 },
    decider: { by: 'ada', at: now, reason: '' },
  })
}

const lesson = (slug: string, file = 'index.md'): string => `content/hunt/wind/${slug}/${file}`
const text = (title: string, ...body: readonly string[]): string =>
  `---\ntitle: ${title}\ndescription: About ${title}\nauthor: ruth\ndifficulty: beginner\nduration: 5\n---\n${body.join('\n\n')}\n`

it('puts back, row by row, what readers saw of any earlier release, and of any later one again', async () => {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><path d="M0 0h32v32H0z"/></svg>'
  await using source = await createRepository({
    'content/hunt/pillar.yaml': 'name: Hunt\ndescription: Where to be.\n',
    'content/hunt/wind/course.yaml': 'title: Wind\ndescription: Air.\ndifficulty: beginner\n',
    [lesson('thermals')]: text('Thermals', 'Cold air sinks.', '![Slope](slope.svg)'),
    [lesson('thermals', 'slope.svg')]: drawing,
    [lesson('thermals', 'index.es.md')]: text('Térmicas', 'El aire baja.'),
    [lesson('stands')]: text(
      'Stands',
      'Sit downwind.',
      '## Where',
      'Above.',
      '## When',
      'At dusk.',
    ),
    'calls.md': text('Calls', 'Call softly.'),
  })
  await using academy = await openAcademy(source, database)
  const states: Awaited<ReturnType<typeof visibleRows>>[] = []
  const push = async (): Promise<void> => {
    const commit = await source.commit()
    expect(await academy.publish(commit, '2026-06-01T00:00:00Z')).toBe(true)
    states.push(await visibleRows(database))
  }
  await push()
  await source.write({ [lesson('stands')]: text('Stands', 'Sit downwind, always.') })
  await push()
  await source.write({
    [lesson('stands')]: text(
      'Stands',
      'Sit downwind.',
      '## Where',
      'Below.',
      '## When',
      'At dawn.',
      '## Why',
      'Scent.',
    ),
    [lesson('scent')]: text('Scent', 'It drifts.', '[Stands](../stands/index.md)'),
    'content/hunt/pillar.yaml': 'name: Hunts\ndescription: Where to be.\n',
    'content/hunt/wind/course.yaml': 'title: Winds\ndescription: Air.\ndifficulty: expert\n',
  })
  await source.remove('calls.md', lesson('thermals', 'index.es.md'))
  await push()
  await source.move('content/hunt/wind/stands', 'content/hunt/wind/blinds')
  await source.write({
    'calls.md': text('Calls', 'Call loudly.'),
    'content/hunt/scent/course.yaml': 'title: Scent\ndescription: Smell.\ndifficulty: beginner\n',
    'content/hunt/scent/drift/index.md': text('Drift', 'It drifts far.'),
    [lesson('thermals')]: text('Thermals', 'Warm air rises.'),
  })
  await push()
  expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(4)
  // Each table has something to put back.
  for (const table of Object.keys(states[0] ?? {}))
    expect({
      table,
      states: new Set(states.map((state) => String(state[table]))).size,
    }).not.toEqual({ table, states: 1 })
  for (const release of [3, 1, 4, 2, 3]) {
    const texts = await loadTextsOf(database, release)
    await flipTo(release)
    expect({ release, ...(await visibleRows(database)) }).toEqual({
      release,
      ...states[release - 1],
    })
    const live = await database.query<Row & { readonly document: string }>(
      'select document_key as document from pipeline.live order by content_id, language',
    )
    expect(texts.map(({ documentKey }) => documentKey)).toEqual(
      live.map(({ document }) => document),
    )
  }
  await forgetReplaced(database, 3)
  const now = await visibleRows(database)
  await expect(flipTo(2)).rejects.toMatchObject({ code: 'REFUSED' })
  expect(await visibleRows(database)).toEqual(now)
  await flipTo(4)
  expect(await visibleRows(database)).toEqual(states[3])
  // A column that a later migration adds keeps its default.
  await database.query('alter table pipeline.live add column later integer not null default 7')
  for (const release of [3, 4]) {
    await flipTo(release)
    const live = await database.query('select later from pipeline.live')
    expect(live.length).toBe(states[release - 1]?.['pipeline.live']?.length)
    expect(new Set(live.map(({ later }) => later))).toEqual(new Set([7]))
  }
})
