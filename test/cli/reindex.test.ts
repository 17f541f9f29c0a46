import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson, rowsOf } from '../support/cli.ts'
import { type OpenaiServer, openOpenaiServer } from '../support/openai-server.ts'
import { withState } from '../support/published-corpus.ts'
import type { TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { languages: [en, es] }
collections: [{ type: article, files: "en/{slug...}.md", translations: "{language}/{slug...}.md" }]
`

const paragraph = (word: string): string => `${word} `.repeat(250).trim()

let source: TestRepository
let server: OpenaiServer
let variables: Record<string, string>

beforeAll(async () => {
  server = await openOpenaiServer()
  source = await createPublished({
    'hma-content.yaml': configuration,
    'en/wind.md': `# Wind\n\n${paragraph('gust')}\n\n## Scent\n\n${paragraph('scent')}\n`,
    'en/birds/duck.md': '# Duck\n\nSit in the reeds.\n',
    'es/wind.md': '# Viento\n\nMire la hierba.\n',
  })
  variables = { OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: server.baseUrl }
})
afterAll(async () => {
  await source.dispose()
  await server[Symbol.asyncDispose]()
})

const reindex = <T = Readonly<Record<string, unknown>>>(...flags: readonly string[]): Promise<T> =>
  hmaJson(source.directory, ['reindex', ...flags], variables)

const liveModels = () =>
  rowsOf(source.directory, 'select distinct model_version as model from embeddings.live')

describe('reindex', () => {
  it('says beforehand what each model would take and cost, and asks nobody', async () => {
    const dry = await reindex('--dry-run')
    expect(dry).toMatchObject({
      before: 'offline-hash-v1',
      chunks: 4,
      texts: 4,
      requests: 1,
      seconds: null,
      dollars: expect.any(Number),
      models: [
        { model: expect.stringMatching(/^text-embedding-ada-002@127/) },
        { model: 'offline-hash-v1', texts: 0, tokens: 0, requests: 0, dollars: 0 },
      ],
    })
    const text = await hma(source.directory, ['reindex', '--dry-run'], variables)
    const batch = await reindex('--dry-run', '--batch')
    expect(batch).toMatchObject({
      requests: 1,
      seconds: 86_400,
      dollars: (dry.dollars as number) / 2,
      models: [{}, { model: 'offline-hash-v1', dollars: 0, seconds: null }],
    })
    expect(text.stdout).toMatch(/^model +chunks +to buy +tokens +requests +at its limits +cost\n/)
    expect(server.asked).toEqual([])
  })

  it('refuses a language that is not configured', async () => {
    const run = await hma(source.directory, ['reindex', '--language', 'xx'], variables)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('Expected a `--language` of `en`, `es`, got `xx`.')
  })

  it('refuses what costs more than was allowed', async () => {
    const run = await hma(source.directory, ['reindex', '--max-cost', '0.00001'], variables)
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('costs more than $0.00001')
    expect(server.asked).toEqual([])
  })

  it.each([
    [['--rollback', '--missing'], 2, 'Expected one of --rollback and --missing'],
    [['--batch', '--missing'], 2, 'Expected one of --missing and --batch'],
    [
      ['--batch', '--model', 'offline-hash-v1'],
      2,
      'Cannot embed with `offline-hash-v1` in batches',
    ],
    [['--rollback'], 3, 'no other model before'],
    [['--concurrency', '0'], 2, '`--concurrency` from 1 to 64'],
    [['--max-cost', 'much'], 2, 'Expected US dollars'],
  ])('%j ends with %i', async (flags, code, message) => {
    const run = await hma(source.directory, ['reindex', ...flags], variables)
    expect({ code: run.code, stderr: run.stderr }).toEqual({
      code,
      stderr: expect.stringContaining(message),
    })
  })

  it('does not buy by requests what is under way in a batch', async () => {
    const model = `text-embedding-ada-002@${new URL(server.baseUrl).host}`
    await withState(source.directory, ({ database }) =>
      database.script(
        `insert into embeddings.models (model_version, dimensions) values ('${model}', 1536)
         on conflict do nothing;
         insert into embeddings.batches (mark, model_version, input_digests)
         select gen_random_uuid(), '${model}', array_agg(input_digest) from embeddings.live_chunks`,
      ),
    )
    expect(await reindex('--dry-run')).toMatchObject({ texts: 0, dollars: 0 })
    const run = await hma(source.directory, ['reindex'], variables)
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('4 texts are under way') })
    const { stdout } = await hma(source.directory, ['status'])
    expect(stdout).toMatch(/^in batches +4 texts/mu)
    expect(server.asked).toEqual([])
    await withState(source.directory, ({ database }) =>
      database.script('delete from embeddings.batches'),
    )
  })

  it('buys a part, goes on with the rest, switches, and goes back for nothing', async () => {
    const model = expect.stringMatching(/^text-embedding-ada-002@/)
    expect(await reindex('--only', 'birds/*')).toMatchObject({ bought: 1, lacking: 3 })
    expect(await reindex('--language', 'es')).toMatchObject({ bought: 1, lacking: 2 })
    expect(await liveModels()).toEqual([{ model: 'offline-hash-v1' }])
    expect(await reindex('--max-cost', '1')).toMatchObject({
      before: 'offline-hash-v1',
      active: model,
      bought: 2,
      lacking: 0,
    })
    expect(await liveModels()).toEqual([{ model }])
    const asked = server.asked.length
    expect(await reindex('--rollback')).toMatchObject({ active: 'offline-hash-v1', bought: 0 })
    expect(await reindex('--rollback')).toMatchObject({ active: model, bought: 0 })
    expect(server.asked).toHaveLength(asked)
  })

  it('cuts anew what an older chunker has cut, and shows it once all of it has vectors', async () => {
    const before = await rowsOf(source.directory, 'select input from embeddings.live_chunks')
    await withState(source.directory, ({ database }) =>
      database.script(`update embeddings.live_chunks
        set chunker = 'c0', input = 'old ' || number, input_digest = md5(input), text = 'old'`),
    )
    expect(await reindex('--dry-run')).toMatchObject({ chunks: 4, texts: 0 })
    server.answer(500)
    expect(await reindex()).toMatchObject({ bought: 0, lacking: 0 })
    server.answer(200)
    const sql = 'select input from embeddings.live_chunks'
    expect((await rowsOf(source.directory, sql)).map(String).toSorted()).toEqual(
      before.map(String).toSorted(),
    )
  })

  it('publishes and searches with the model that readers use, whatever is configured', async () => {
    await source.write({ 'en/snow.md': '# Snow\n\nTracks stay.\n' })
    await source.commit('Add snow')
    const other = { ...variables, OPENAI_EMBEDDING_MODEL: 'other' }
    const run = await hma(source.directory, ['publish', '--format', 'json'], other)
    expect(JSON.parse(run.stdout)).toMatchObject({ embeddings: { embedded: 1, pending: 0 } })
    expect(server.asked.at(-1)?.model).toBe('text-embedding-ada-002')
  })

  it('answers by full text alone, and says so, where the question gets no vector', async () => {
    server.answer(503)
    const run = await hma(source.directory, ['search', 'reeds', '--format', 'json'], variables)
    server.answer(200)
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('"birds/duck"') })
    expect(run.stderr).toContain('full text alone')
  })
})
