import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hma, hmaJson, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

let source: TestRepository

beforeAll(async () => {
  source = await createRepository({
    'hma-content.yaml': `version: 1
source: { languages: [en, es] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
`,
    'content/hunt/wind/thermals/index.md':
      '---\ntitle: Thermals\n---\n# Thermals\n\nCold air sinks into the valley at dusk.\n',
    'content/hunt/wind/thermals/index.es.md':
      '---\ntitle: Térmicas\n---\n# Térmicas\n\nEl aire frío baja al valle.\n',
    'content/hunt/wind/stands/index.md':
      '---\ntitle: Stands\n---\n# Stands\n\nDownwind of the trail, never above it.\n',
  })
  await source.commit('Add the first lessons')
  await seedState(source.directory)
  await hmaJson(source.directory, ['publish'])
})

afterAll(() => source.dispose())

describe('the commands that look at what is live', () => {
  it('search prints hits with the documented keys, the best first', async () => {
    const hits = await hmaJson<object[]>(source.directory, ['search', 'cold air in the valley'])
    expect(hits[0]).toEqual({
      type: 'lesson',
      slug: 'hunt/wind/thermals',
      title: 'Thermals',
      language: 'en',
      anchor: 'thermals',
      heading: '',
      score: expect.any(Number),
      snippet: expect.stringMatching(/^Cold air sinks/),
    })
  })

  it('search looks in another language when asked', async () => {
    const args = ['search', 'aire frío', '--language', 'es']
    const [hit] = await hmaJson<object[]>(source.directory, args)
    expect(hit).toMatchObject({ slug: 'hunt/wind/thermals', language: 'es', title: 'Térmicas' })
  })

  it('status says which release is live and what it holds', async () => {
    const commit = await source.git('rev-parse', 'HEAD')
    expect(await hmaJson(source.directory, ['status'])).toMatchObject({
      commit,
      release: 1,
      releasedCommit: commit,
      versions: 2,
      chunks: 3,
      pending: 0,
      items: [{ status: 'published', items: 2 }],
      translations: [{ language: 'es', current: 1, outdated: 0 }],
    })
    const { code, stdout } = await hma(source.directory, ['status'])
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(commit) })
  })

  it('history lists the versions of an item, and refuses a slug that no item has', async () => {
    expect(await hmaJson(source.directory, ['history', 'hunt/wind/stands'])).toMatchObject([
      { version: '1.0.0', summary: 'Add the first lessons', fit: true },
    ])
    const unknown = await hma(source.directory, ['history', 'stands'])
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toContain('Cannot find an item with the slug `stands`')
  })

  it('reindex has nothing to buy, and a dry run says so too', async () => {
    const dry = await hmaJson(source.directory, ['reindex', '--dry-run'])
    expect(dry).toMatchObject({ texts: 0, tokens: 0, dollars: 0 })
    const run = await hmaJson(source.directory, ['reindex'])
    expect(run).toMatchObject({ texts: 0, chunks: 3, embedded: 3, bought: 0 })
  })

  it('migrate finds nothing to do', async () => {
    expect((await hma(source.directory, ['migrate'])).code).toBe(0)
  })
})
