import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hma, hmaJson, seedState } from '../support/cli.ts'
import { type OpenaiServer, openOpenaiServer } from '../support/openai-server.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const paragraph = (word: string): string => `${word} `.repeat(220).trim()

const lesson = (scent: string): string =>
  `# Wind\n\n${paragraph('gust')}\n\n## Scent\n\n${paragraph(scent)}\n\n## Thermals\n\n${paragraph('slope')}\n`

let source: TestRepository
let server: OpenaiServer
let variables: Record<string, string>

beforeAll(async () => {
  server = await openOpenaiServer()
  source = await createRepository({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug...}.md" }]\n',
    'en/wind.md': lesson('scent'),
    'en/duck.md': '# Duck\n\nSit in the reeds.\n',
  })
  await source.commit('Add wind and duck')
  await seedState(source.directory)
  variables = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.baseUrl }
  await hmaJson(source.directory, ['publish'], variables)
})
afterAll(async () => {
  await source.dispose()
  await server[Symbol.asyncDispose]()
})

/** The texts of each request that publishing what is committed now asks for. */
const costOf = async (message: string): Promise<readonly (readonly string[])[]> => {
  const before = server.asked.length
  await source.commit(message)
  const run = await hma(source.directory, ['publish', '--format', 'json'], variables)
  expect(run.code, run.stderr).toBe(0)
  expect(JSON.parse(run.stdout)).toMatchObject({ embeddings: { pending: 0 } })
  return server.asked.slice(before).map(({ input }) => input)
}

describe('publishing', () => {
  it('buys the section that was edited by one request, and nothing for a reformat, a move or a revert', async () => {
    expect(server.asked.map(({ input }) => input.length)).toEqual([4])
    await source.write({ 'en/wind.md': lesson('odour') })
    expect(await costOf('Say odour')).toEqual([[expect.stringContaining('odour')]])
    await source.write({ 'en/wind.md': lesson('odour').replaceAll('gust gust', 'gust\ngust') })
    expect(await costOf('Wrap lines')).toEqual([])
    await source.move('en/wind.md', 'en/air/breeze.md')
    expect(await costOf('Move wind')).toEqual([])
    await source.write({ 'en/air/breeze.md': lesson('scent') })
    expect(await costOf('Say scent again')).toEqual([])
  })
})
