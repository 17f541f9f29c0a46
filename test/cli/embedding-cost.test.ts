import { expect, it } from 'vitest'
import { editedLessons, measureEdits } from '../../bench/embed/edit-cost.ts'
import { hma, seedState } from '../support/cli.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import { createRepository } from '../support/repository.ts'

it('buys the section that was edited by one request, and nothing for a reformat, a rename, a move, a revert or a rollback', async () => {
  await using server = await openOpenaiServer()
  await using source = await createRepository(editedLessons(20))
  await seedState(source.directory)
  const variables = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.baseUrl }
  const costs = await measureEdits(source, server, async (...args) => {
    const run = await hma(source.directory, [...args, '--format', 'json'], variables)
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ embeddings: { pending: 0 } })
  })
  const [cold, edited, ...others] = costs.map(({ asked }) => asked)
  expect(cold?.map((texts) => texts.length)).toEqual([60])
  expect(edited).toEqual([[expect.stringContaining('odour')]])
  expect(others).toEqual([[], [], [], [], []])
})
