import { describe, expect, it } from 'vitest'
import { hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import type { CliRun } from '../support/program.ts'
import { createRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n\nWatch the grass.\n',
  'en/draft.md': '---\ndraft: true\n---\n# Later\n\nThe xylophone is unannounced.\n',
}
const key = 'sk-test-0123456789abcdef'

const outputs = (runs: readonly CliRun[]): string =>
  runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')

describe('a key for OpenAI', () => {
  it('selects its adapter: plan tells the price, publish names the model and buys vectors', async () => {
    await using server = await openOpenaiServer()
    await using source = await createRepository(academy)
    await source.commit()
    await seedState(source.directory)
    const variables = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.baseUrl }
    const plan = await hma(source.directory, ['plan'], variables)
    expect(plan.stdout).toMatch(/\d+ tokens, \$0\.0000 \(text-embedding-ada-002/)
    expect(server.asked).toEqual([])
    const run = await hma(source.directory, ['publish', '--format', 'json'], variables)
    expect(run.code).toBe(0)
    expect(run.stderr).toContain('text-embedding-ada-002')
    const { embeddings } = JSON.parse(run.stdout) as { embeddings: object }
    expect(embeddings).toMatchObject({ chunks: 1, embedded: 1, reused: 0, pending: 0 })
    expect(server.asked).toMatchObject([
      { authorization: `Bearer ${key}`, url: 'POST /v1/embeddings', input: [expect.any(String)] },
    ])
    expect(JSON.stringify(server.asked)).not.toContain('xylophone')
    const sql = 'select model_version, vector_norm(embedding)::float8 as norm from embeddings.live'
    const [row] = await rowsOf(source.directory, sql)
    expect(row).toMatchObject({ model_version: expect.stringContaining('ada-002'), norm: 1 })
    const again = await hma(source.directory, ['publish'], variables)
    expect(server.asked).toHaveLength(1)
    expect(outputs([plan, run, again])).not.toContain(key)
  })

  it('whose service is down leaves the lessons live; the next run catches up, and search needs no key', async () => {
    await using server = await openOpenaiServer()
    server.answer(500)
    await using source = await createRepository(academy)
    await source.commit()
    await seedState(source.directory)
    const variables = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.baseUrl }
    const down = await hma(source.directory, ['publish'], variables)
    expect(down.code).toBe(0)
    expect(down.stdout).toContain('1 chunks, 0 embedded, 0 reused, 1 pending')
    expect(down.stderr).toContain('Cannot embed with `text-embedding-ada-002`')
    const status = await hmaJson(source.directory, ['status'])
    expect(status).toMatchObject({ release: 1, chunks: 1, pending: 1 })
    const search = await hma(source.directory, ['search', 'grass', '--format', 'json'])
    expect(search.stdout).toContain('"wind"')

    server.answer(200)
    const up = await hma(source.directory, ['publish', '--format', 'json'], variables)
    expect(JSON.parse(up.stdout)).toMatchObject({
      items: { keep: 2 },
      embeddings: { embedded: 1, pending: 0 },
    })
    const found = await hma(source.directory, ['search', 'grass', '--format', 'json'])
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('"wind"') })
    expect(outputs([down, search, up, found])).not.toContain(key)
  })
})
