import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hma, hmaJson } from '../support/cli.ts'
import { deliver, end, liveCommit, serve, waitFor } from '../support/service.ts'
import { article, openTestService } from '../support/workplace.ts'

describe('the service on the embedded database', () => {
  it('publishes what is pushed when it is told, ends when it is asked, and keeps others out', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const running = await serve(service)
    await expect.poll(liveCommit(service), waitFor).toMatch(/^[0-9a-f]{40}$/)
    await service.source.write({ 'lessons/dusk.md': article('Dusk', 'Deer move at dusk.') })
    const commit = await service.push()
    expect(await deliver(running.url, commit)).toBe(202)
    await expect.poll(liveCommit(service), waitFor).toBe(commit)
    const second = await hma(service.directory, ['work'], service.variables)
    expect([second.code, second.stderr]).toEqual([
      3,
      expect.stringContaining(`process ${running.child.pid}`),
    ])
    expect(await end(running, 'SIGTERM')).toBe(0)
    const found = await hmaJson<{ hits: readonly { slug: string }[] }>(service.directory, [
      'search',
      'deer at dusk',
    ])
    expect(JSON.stringify(found)).toContain('dusk')
    const jobs = await hmaJson<readonly { kind: string; state: string; id: string }[]>(
      service.directory,
      ['jobs', 'list'],
    )
    const published = jobs.filter(({ kind }) => kind === 'publish')
    expect(published.map(({ state }) => state)).toEqual(['done', 'done'])
    const shown = await hma(service.directory, ['jobs', 'show', published[0]?.id ?? ''])
    expect(shown.stdout).toContain(commit)
    expect((await hma(service.directory, ['jobs', 'retry', randomUUID()])).code).toBe(2)
    expect((await hma(service.directory, ['jobs', 'list'])).stdout).toMatch(/^id +job +state/)
  })

  it('says what it lacks to begin', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const { code, stderr } = await hma(service.directory, ['serve', '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('GITHUB_WEBHOOK_SECRETS')])
    const elsewhere = await hma(service.source.directory, ['work'])
    expect(elsewhere.code).toBe(2)
  })
})
