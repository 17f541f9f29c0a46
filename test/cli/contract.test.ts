import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { branch: main, language: en, languages: [en, es, fr] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
`

const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()

/** Two lessons that link to each other, one of them with a picture and a Spanish translation. */
const createAcademy = async (): Promise<TestRepository> => {
  const source = await createRepository({
    'hma-content.yaml': configuration,
    'content/hunt/pillar.yaml': 'name: Hunt Strategy\ndescription: Where and when.\n',
    'content/hunt/wind/course.yaml':
      'title: Wind\ndescription: Air and scent.\ndifficulty: beginner\n',
    'content/hunt/wind/thermals/index.md': `---
title: Thermals
description: How air moves on a slope.
---
# Thermals

Cold air sinks into the valley at dusk. See [stands](../stands/index.md#where-to-sit).

![Air on a slope](slope.png)
`,
    'content/hunt/wind/thermals/slope.png': await picture(),
    'content/hunt/wind/thermals/index.es.md':
      '---\ntitle: Térmicas\n---\n# Térmicas\n\nEl aire frío baja al valle.\n\n![Aire](slope.png)\n',
    'content/hunt/wind/stands/index.md':
      '---\ntitle: Stands\n---\n# Stands\n\n## Where to sit\n\nDownwind of the trail, never above it.\n',
  })
  await source.commit('Add the first lessons')
  return source
}

const actions = { create: 0, update: 0, keep: 0, archive: 0, quarantine: 0 }

type Published = Readonly<Record<string, Readonly<Record<string, unknown>>>>
type PlannedAction = { readonly action: string; readonly reason: string }

let source: TestRepository
let before: ReadonlyMap<string, Buffer>
let planned: Published & { readonly actions: readonly PlannedAction[] }
let after: ReadonlyMap<string, Buffer>
let published: Published

beforeAll(async () => {
  source = await createAcademy()
  before = await filesBelow(source.directory)
  planned = await hmaJson(source.directory, ['plan'])
  after = await filesBelow(source.directory)
  published = await hmaJson(source.directory, ['publish'])
})

afterAll(() => source.dispose())

describe('plan, where nothing was ever published', () => {
  it('prints every action with its reason, and the counts', () => {
    const lesson = { action: 'create', reason: 'new', type: 'lesson' }
    const [stands, thermals] = ['hunt/wind/stands', 'hunt/wind/thermals']
    expect(planned.actions).toEqual([
      { ...lesson, slug: stands, path: `content/${stands}/index.md` },
      { ...lesson, slug: thermals, path: `content/${thermals}/index.md` },
      { ...lesson, slug: thermals, path: `content/${thermals}/index.es.md`, language: 'es' },
    ])
    expect(planned).toMatchObject({
      items: { ...actions, create: 2 },
      versions: 2,
      translations: { current: 1, outdated: 0, missing: 3, orphaned: 0 },
      unapproved: 0,
      diagnostics: { error: 0, warning: 0 },
    })
  })

  it('creates nothing', () => {
    expect([...after]).toEqual([...before])
  })
})

describe('publish', () => {
  it('prints one object with exactly the documented keys', async () => {
    const commit = await source.git('rev-parse', 'HEAD')
    const stages = ['read', 'parse', 'validate', 'plan', 'record', 'media', 'documents', 'release']
    const seconds = expect.any(Number)
    expect(published).toEqual({
      commit,
      release: 1,
      items: { ...actions, create: 2 },
      versions: 2,
      translations: { current: 1, outdated: 0, missing: 3, orphaned: 0 },
      unapproved: 0,
      // Three formats at 640 pixels and the picture's own width, and the thumbnail.
      media: { uploaded: 7, reused: 0, bytes: expect.any(Number) },
      embeddings: {
        ...{ chunks: 3, embedded: 3, reused: 0, pending: 0 },
        tokens: (planned.embeddings as { tokens: number }).tokens,
        model: expect.stringContaining('offline'),
      },
      diagnostics: { error: 0, warning: 0 },
      seconds,
      stages: Object.fromEntries([...stages, 'embed'].map((name) => [name, seconds])),
      peakMemoryBytes: seconds,
    })
  })

  it('makes the lessons live in the tables that services read', async () => {
    const sql = `select item.slug, item.status::text, item.version, lesson.is_published, lesson.content_url
      from content_mgmt.content_items as item join education.lessons as lesson using (id) order by 1`
    const live = { status: 'published', version: '1.0.0', is_published: true }
    expect(await rowsOf(source.directory, sql)).toEqual([
      {
        slug: 'hunt/wind/stands',
        ...live,
        content_url: expect.stringMatching(/lessons\/.*\.json$/),
      },
      { slug: 'hunt/wind/thermals', ...live, content_url: expect.stringMatching(/lessons\//) },
    ])
  })

  it('hides its state from Git', async () => {
    expect(await source.git('status', '--porcelain')).toBe('')
  })

  it('has nothing to do the second time, and plan says so', async () => {
    const pointer = await pointerOf(source.directory)
    const objects = await filesBelow(join(source.directory, '.hma-content/bucket'))
    const again = await hmaJson<Published>(source.directory, ['publish'])
    expect(again).toMatchObject({
      items: { ...actions, keep: 2 },
      versions: 0,
      media: { uploaded: 0, bytes: 0 },
      embeddings: { embedded: 0, reused: 3, tokens: 0 },
    })
    expect(await pointerOf(source.directory)).toEqual(pointer)
    expect([...(await filesBelow(join(source.directory, '.hma-content/bucket')))]).toEqual([
      ...objects,
    ])
    const { actions: list } = await hmaJson<typeof planned>(source.directory, ['plan'])
    expect(new Set(list.map(({ action }) => action))).toEqual(new Set(['keep']))
  })
})
