import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/line/summary.ts'
import { hmaJson, seedState } from '../support/cli.ts'
import { snapshotOf } from '../support/published-corpus.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { branch: main, language: en, languages: [en, es] }
collections:
  - type: lesson
    files: '{pillar}/{course}/{slug}/index.md'
    translations: '{pillar}/{course}/{slug}/index.{language}.md'
    fields: { prerequisites: requires, author: by, order: order }
rules: { DIV_STRAY: off }
media: { widths: [16], formats: [webp], thumbnail: 16 }
`

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><path d="M0 0h32v32H0z"/></svg>'

const thermals = (body: string, front = 'title: Thermals\nauthor: ruth'): string =>
  `---\n${front}\n---\n# Thermals\n\n${body}\n\n![Slope](slope.svg) and [stands](../stands/index.md#where-to-sit), [again](/hunt/wind/stands/#where-to-sit).\n`

const at = (slug: string, file = 'index.md'): string => `hunt/wind/${slug}/${file}`

const people = (name: string): string =>
  `authors:\n  - id: 0d7f6c64-7a6f-4b40-9f5c-1a2b3c4d5e6f\n    key: ruth\n    name: ${name}\n    emails: [ruth@example.org]\n`

const first = {
  'hma-content.yaml': configuration,
  'content/authors.yaml': people('Ruth'),
  [at('thermals')]: thermals('Cold air sinks.'),
  [at('thermals', 'slope.svg')]: drawing,
  [at('stands')]: '# Stands\n\n## Where to sit\n\nDownwind, <b>never</b> above.\n',
  [at('scent')]: '# Scent\n\nIt drifts.\n',
  [at('scent', 'index.es.md')]: '# Rastro\n\nDeriva.\n',
  'README.md': 'About this place.\n',
}

let source: TestRepository

beforeAll(async () => {
  source = await createRepository(first)
  await source.commit('Add the first lessons')
  await seedState(source.directory)
  await publish()
})

afterAll(() => source.dispose())

const publish = (): Promise<RunSummary> => hmaJson(source.directory, ['publish'])

/** Commits files and publishes; tells whether the whole academy was looked at, as validating it does. */
const push = async (
  files: Readonly<Record<string, string>>,
): Promise<RunSummary & { readonly way: 'short' | 'whole' }> => {
  await source.write(files)
  await source.commit('Change lessons')
  const run = await publish()
  return { ...run, way: run.stages.validate === 0 ? 'short' : 'whole' }
}

describe('publish, after a push that only rewords lessons', () => {
  it('looks at these alone, and comes to what a publish of everything comes to', async () => {
    expect(
      await push({ [at('thermals')]: thermals('Cold air sinks into the valley.') }),
    ).toMatchObject({ way: 'short', versions: 1, release: 2, items: { update: 1, keep: 2 } })
    // Two commits before the next publish, one of which changes no lesson.
    await source.write({ 'README.md': 'More about this place.\n' })
    await source.commit('Say more')
    expect(
      await push({
        [at('thermals')]: thermals(
          'Warm air rises.\n\n:::',
          'title: Warm and cold air\nauthor: ruth',
        ),
        [at('stands')]: '# Stands\n\n## Where to sit\n\nDownwind, *never* above.\n',
      }),
    ).toMatchObject({
      way: 'short',
      versions: 2,
      items: { update: 2, keep: 1 },
      diagnostics: { error: 0, warning: 0 },
    })
    const reworded = await snapshotOf(source.directory)
    await rm(join(source.directory, '.hma-content'), { recursive: true })
    await seedState(source.directory)
    const whole = await publish()
    expect(await snapshotOf(source.directory)).toEqual(reworded)
    expect(whole.diagnostics).toEqual({ error: 0, warning: 0 })
  })

  it('makes no version of a lesson that says the same in other lines', async () => {
    const text = '# Stands\n\n## Where to sit\n\nDownwind,\n*never* above.\n'
    expect(await push({ [at('stands')]: text })).toMatchObject({
      way: 'short',
      versions: 0,
      items: { update: 0, keep: 3 },
    })
  })

  it('has nothing to do afterwards', async () => {
    const plan = await hmaJson<{ actions: readonly { action: string }[] }>(source.directory, [
      'plan',
    ])
    expect(new Set(plan.actions.map(({ action }) => action))).toEqual(new Set(['keep']))
    expect(await publish()).toMatchObject({ release: null, items: { keep: 3 } })
  })
})

const wholePushes: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a heading', { [at('stands')]: '# Stands\n\n## Where to stand\n\nDownwind.\n' }],
  ['a link', { [at('stands')]: '# Stands\n\n## Where to stand\n\n[Air](../thermals/index.md).\n' }],
  [
    'what to read before',
    { [at('scent')]: '---\nrequires: [hunt/wind/none]\n---\n# Scent\n\nIt drifts.\n' },
  ],
  ['its author', { [at('thermals')]: thermals('Air.', 'title: Thermals\nby: rut') }],
  ['its place in the course', { [at('thermals')]: thermals('Air.', 'title: Thermals\norder: 2') }],
  ['a picture in front matter', { [at('thermals')]: thermals('Air.', 'cover: slope.png') }],
  ['what Git does to files', { '.gitattributes': '*.svg filter=lfs\n' }],
  ['a draft', { [at('thermals')]: thermals('Air.', 'title: Thermals\ndraft: true') }],
  ['its end', { [at('thermals')]: thermals('Air.', 'title: Thermals') }],
  ['a slug', { [at('thermals')]: thermals('Air.', 'title: Thermals\nslug: air') }],
  ['a fault', { [at('thermals')]: '---\ntitle: [\n---\n# Thermals\n' }],
  ['a mended fault', { [at('thermals')]: thermals('Air.', 'title: Thermals\nslug: air') }],
  ['a picture', { [at('thermals', 'slope.svg')]: drawing.replace('h32', 'h16') }],
  ['a lesson with a translation', { [at('scent')]: '# Scent\n\nIt goes.\n' }],
  ['a translation', { [at('scent', 'index.es.md')]: '# Rastro\n\nVa.\n' }],
  ['a course', { 'hunt/wind/course.yaml': 'title: Wind\ndescription: Air.\n' }],
  ['people', { 'content/authors.yaml': people('Ruth Ann') }],
  ['a new lesson', { [at('calls')]: '# Calls\n\nSoft.\n' }],
]

describe('publish, after a push that changes more than words', () => {
  it.each(wholePushes)('looks at everything: %s', async (_, files) => {
    await source.write(files)
    await source.commit('Change lessons')
    const run = await hmaJson<RunSummary>(source.directory, ['publish'], {
      code: Object.values(files).some((text) => text.includes('[\n')) ? 1 : 0,
    })
    expect(run.stages.validate).toBeGreaterThan(0)
  })
})
