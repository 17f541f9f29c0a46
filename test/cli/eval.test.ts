import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson, rowsOf } from '../support/cli.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import { withState } from '../support/published-corpus.ts'
import type { TestRepository } from '../support/repository.ts'

let source: TestRepository

beforeAll(async () => {
  source = await createPublished({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'questions.yaml':
      'questions:\n  - { question: ducks in the reeds, items: [duck] }\n  - { question: cam, items: [camera] }\n',
    'en/duck.md': '# Duck\n\nSit in the reeds.\n',
    'en/camera.md': '# Camera\n\nHang it for photographs.\n',
    'en/wind.md': '# Wind\n\nWatch the grass.\n',
  })
})
afterAll(() => source.dispose())

const right = { recall: 1, mrr: 1, ndcg: 1 }

describe('eval', () => {
  it('says how well full text, vectors and both answer', async () => {
    expect(await hmaJson(source.directory, ['eval'])).toMatchObject({
      model: 'offline-hash-v1',
      questions: 2,
      vector: right,
      hybrid: right,
      index: null,
    })
    const { stdout } = await hma(source.directory, ['eval', `${source.directory}/questions.yaml`])
    expect(stdout).toMatch(/hybrid +1\.000 +1\.000 +1\.000/)
  })

  it('names what is expected and no live item has', async () => {
    await source.write({
      'more.yaml': 'questions: [{ question: ducks in the reeds, items: [duck, gone] }]\n',
    })
    const run = await hma(source.directory, ['eval', `${source.directory}/more.yaml`])
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/No live item has the slug `gone`/)
    expect(run.stderr).not.toContain('`duck`')
  })

  it.each([
    ['questions: []\n', 'Expected a list `questions`'],
    ['questions: [{ question: a }]\n', 'number 1'],
    ['questions: [\n', 'line'],
  ])('says what is wrong with %j', async (text, message) => {
    await source.write({ 'broken.yaml': text })
    const run = await hma(source.directory, ['eval', `${source.directory}/broken.yaml`])
    expect({ code: run.code, stderr: run.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  })

  it('is the gate of a reindex: readers keep a model that answers better', async () => {
    await using server = await openOpenaiServer()
    const variables = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.baseUrl }
    const models = () =>
      rowsOf(source.directory, 'select distinct model_version as model from embeddings.live')
    const refused = await hma(source.directory, ['reindex'], variables)
    expect(refused.code, refused.stderr).toBe(3)
    expect(refused.stderr).toContain('answers the questions worse than `offline-hash-v1`')
    expect(await models()).toEqual([{ model: 'offline-hash-v1' }])
    const bought = server.sold()
    expect(await hmaJson(source.directory, ['reindex', '--anyway'], variables)).toMatchObject({
      bought: 0,
      lacking: 0,
    })
    expect(server.sold()).toBe(bought)
    expect(await models()).toEqual([{ model: expect.stringContaining('ada-002') }])
  })

  it('is the gate of chunks that are cut anew, too', async () => {
    await hmaJson(source.directory, ['reindex', '--anyway'])
    await source.write({ 'questions.yaml': 'questions: [{ question: zebra, items: [wind] }]\n' })
    await withState(source.directory, ({ database }) =>
      database.script(
        `update embeddings.live_chunks set chunker = 'c0', search = to_tsvector('english', text);
         update embeddings.live_chunks set search = to_tsvector('english', 'zebra') where text like '%grass%'`,
      ),
    )
    const chunkers = () =>
      rowsOf(source.directory, 'select distinct chunker from embeddings.live_chunks')
    const refused = await hma(source.directory, ['reindex'])
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('worse than `offline-hash-v1` does now'),
    })
    expect(await chunkers()).toEqual([{ chunker: 'c0' }])
    await hmaJson(source.directory, ['reindex', '--anyway'])
    expect(await chunkers()).toEqual([{ chunker: expect.not.stringContaining('c0') }])
  })
})
