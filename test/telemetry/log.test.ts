import { setTimeout as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { during, type ProgramEvent, tell } from '../../src/event.ts'
import { openStages } from '../../src/line/stages.ts'
import type { JobOutcome } from '../../src/queue/queue.ts'
import { type LogSettings, openLog } from '../../src/telemetry/log.ts'
import { observe } from '../../src/telemetry/observer.ts'
import { secretsIn } from '../../src/telemetry/redact.ts'

/** What the log has of what happens while `run` does. */
const logged = async (
  run: () => Promise<unknown>,
  settings: Partial<LogSettings> = {},
): Promise<readonly string[]> => {
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const stop = observe([
    openLog({ format: 'json', level: 'info', secrets: [], write, ...settings }),
  ])
  await run().catch(() => {})
  stop()
  return lines
}

const job = (
  id: string,
  work: () => Promise<JobOutcome>,
  { attempt = 1, isLast = false } = {},
): Promise<JobOutcome> =>
  during({ kind: 'run', job: 'publish', id, attempt, isLast, trace: null }, work)

const released: ProgramEvent = { kind: 'released', release: 7, commit: 'c0ffee' }

it('has a line for each event, with the run and the commit that it is part of', async () => {
  const lines = await logged(async () => {
    const one = job('one', async () => {
      tell({ kind: 'fetched', commit: 'c0ffee' })
      await openStages(() => {}).run('parse', () => turn(5))
      tell({ kind: 'quarantined', item: 'hunt/wind', language: 'es', reason: 'no title' })
      tell(released)
      return { commit: 'c0ffee', release: 7 }
    })
    await Promise.all([one, job('two', async () => ({ release: null }))])
    tell({ kind: 'delivery', provider: 'github', id: 'd1', answer: 'refused', status: 401 })
  })
  const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const brief = found.map(({ level, event, run, commit }) => [level, event, run, commit])
  expect(brief.filter(([, , run]) => run === 'one')).toEqual([
    ['info', 'run_began', 'one', undefined],
    ['warn', 'quarantined', 'one', 'c0ffee'],
    ['info', 'released', 'one', 'c0ffee'],
    ['info', 'run_ended', 'one', 'c0ffee'],
  ])
  expect(found.find(({ event }) => event === 'quarantined')).toMatchObject({
    item: 'hunt/wind',
    language: 'es',
    reason: 'no title',
  })
  const [ended] = found.filter(({ event, run }) => event === 'run_ended' && run === 'one')
  expect(ended).toMatchObject({ outcome: 'released', result: { release: 7 } })
  expect(ended?.stages).toEqual({ parse: expect.any(Number) })
  expect(found.find(({ run, event }) => run === 'two' && event === 'run_ended')).toMatchObject({
    outcome: 'unchanged',
    stages: {},
  })
  expect(brief.at(-1)).toEqual(['warn', 'delivery', undefined, undefined])
})

it('tells failures that are tried again from those that are not, and says who is waited for', async () => {
  const failing = async (): Promise<JobOutcome> => {
    throw new Error('no route to host')
  }
  const lines = await logged(async () => {
    await job('again', failing).catch(() => {})
    await job('gone', failing, { attempt: 9, isLast: true }).catch(() => {})
    await job('asks', async () => ({ waits: 'Much would go.', hint: 'Confirm it.' }))
  })
  const ends = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'run_ended')
  expect(ends.map(({ run, level, outcome, attempt }) => [run, level, outcome, attempt])).toEqual([
    ['again', 'warn', 'failed', 1],
    ['gone', 'error', 'dead', 9],
    ['asks', 'warn', 'waits', 1],
  ])
  expect(ends.map(({ msg }) => msg)).toEqual([
    'publish failed and is tried again: no route to host',
    'publish failed for good; `jobs show` says more: no route to host',
    'publish waits for a person: Much would go. Confirm it.',
  ])
})

it('has nothing of secrets, users and passwords of addresses, and what these ask with', async () => {
  const secrets = secretsIn({
    GIT_TOKEN: 'ghp_0123456789',
    GITHUB_WEBHOOK_SECRETS: 'the-new-secret the-"old"-secret',
    PRODUCTION_DATABASE_URL: 'postgres://hma:p%40ss%20word@db.example.org/hma',
    LFS_PASSWORD: 'short',
    HOME: '/home/of-the-service',
  })
  const text = [
    'ghp_0123456789 the-new-secret the-"old"-secret p@ss word /home/of-the-service',
    'https://ada:key@git.example.org/a.git https://s3.example.org/k?X-Amz-Signature=abc#x end',
  ].join(' ')
  for (const format of ['json', 'text'] as const) {
    const [line = ''] = await logged(async () => tell({ kind: 'note', level: 'info', text }), {
      format,
      secrets,
    })
    expect(line).not.toMatch(/ghp_|new-secret|old|p@ss|ada|key@|Signature/)
    expect(line).toContain('/home/of-the-service https://git.example.org/a.git')
    expect(line).toContain('https://s3.example.org/k?… end')
  }
})

it('is read by people on a terminal, which obeys nothing in it', async () => {
  const lines = await logged(
    async () => {
      await job('one', async () => {
        tell({ kind: 'note', level: 'info', text: 'A\u001b[2Jtitle\nof two lines' })
        return { release: 7 }
      })
      tell({
        kind: 'request',
        to: 's3',
        operation: 'Put',
        status: 200,
        seconds: 1,
        sent: 1,
        received: 0,
      })
    },
    { format: 'text' },
  )
  expect(
    lines.map((line) => line.replace(/^\S+Z /, '').replace(/seconds=\S+/, 'seconds=…')),
  ).toEqual([
    'info  publish begins. run=one job=publish attempt=1\n',
    'info  A\\u001b[2Jtitle\\u000aof two lines run=one job=publish\n',
    'info  publish made a release. run=one job=publish outcome=released attempt=1 seconds=…\n',
  ])
})

it('is short where it is told to be quiet, and has each request where it is told to be verbose', async () => {
  const run = async (): Promise<void> => {
    await job('one', async () => ({ release: 7 }))
    tell({
      kind: 'request',
      to: 's3',
      operation: 'Put',
      status: 200,
      seconds: 1,
      sent: 9,
      received: 0,
    })
    tell({ kind: 'hook', hook: 'search', outcome: 'later' })
  }
  const eventsAt = async (level: LogSettings['level']): Promise<readonly unknown[]> =>
    (await logged(run, { level })).map((line) => (JSON.parse(line) as { event: string }).event)
  expect(await eventsAt('warn')).toEqual(['hook'])
  expect(await eventsAt('debug')).toEqual(['run_began', 'run_ended', 'request', 'hook'])
})
