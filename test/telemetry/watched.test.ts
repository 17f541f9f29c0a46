import { expect, it, vi } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { work } from '../../src/commands/work.ts'
import type { LastingContext } from '../../src/output/terminal.ts'
import { article, openTestService } from '../support/workplace.ts'

vi.setConfig({ testTimeout: 120_000 })

/** What a command that goes on is given; with what it printed, its log, and what ends it. */
const lasting = (given: Readonly<Record<string, string>>) => {
  const printed: string[] = []
  const lines: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const context: LastingContext = {
    terminal: {
      print: (text) => void printed.push(text),
      note: (text) => void lines.push(text),
      progress: (what) => void lines.push(what),
      columns: null,
    },
    variables: { PATH: process.env.PATH, ...given },
    now: new Date().toISOString(),
    untilStopped: () => promise,
    log: { write: (line) => void lines.push(line), isTerminal: false },
  }
  const log = (): readonly Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { context, printed, log, stop: resolve }
}

it('`work` and `serve` say what they do where nobody watches a terminal: each line of JSON', async () => {
  await using service = await openTestService({ 'lessons/wind.md': article('Wind') })
  const options = { cwd: service.directory, port: '0', host: '127.0.0.1', interval: '3600' }
  const { context, printed, log, stop } = lasting(service.variables)
  const ended = work(options, context)
  await expect
    .poll(() => log().map(({ event }) => event), { timeout: 60_000 })
    .toContain('run_ended')
  const [url = ''] = printed
  expect((await fetch(`${url}readyz`)).status).toBe(200)
  const text = await (await fetch(`${url}metrics`)).text()
  expect(text).toContain('hma_content_runs_total{kind="publish",outcome="released"} 1')
  expect(text).toContain('hma_content_runs_total{kind="gc",outcome="dead"} 0')
  expect(text).toContain('hma_content_deliveries_total{provider="github",answer="failed"} 0')
  stop()
  expect(await ended).toBe(0)
  expect(log().at(-1)?.msg).toBe('Ending: jobs under way are finished first.')
  const refused = lasting(service.variables)
  await expect(serve(options, refused.context)).rejects.toThrow('GITHUB_WEBHOOK_SECRETS')
  expect(refused.log()).toMatchObject([
    { level: 'error', msg: expect.stringMatching(/^CONFIG: .*GITHUB_WEBHOOK_SECRETS/) },
  ])
})
