import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { hma, hmaJson } from '../support/cli.ts'
import { article, openTestService } from '../support/workplace.ts'

describe('the service on the embedded database', () => {
  it('says what it lacks to begin', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const { code, stderr } = await hma(service.directory, ['serve', '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('GITHUB_WEBHOOK_SECRETS')])
    const elsewhere = await hma(service.source.directory, ['work'])
    expect(elsewhere.code).toBe(2)
  })

  it.each(['work', 'serve'])(
    'takes no job where another program has the port of `%s`, and ends',
    async (command) => {
      await using service = await openTestService({ 'lessons/wind.md': article('Wind') })
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      const variables = { ...service.variables, GITHUB_WEBHOOK_SECRETS: 'a-secret' }
      const flags = [command, '--host', '127.0.0.1', '--port', `${port}`]
      const { code, stderr } = await hma(service.directory, flags, variables)
      other.close()
      expect([code, stderr]).toEqual([2, expect.stringContaining('EADDRINUSE')])
      const jobs = await hmaJson(service.directory, ['jobs', 'list'], service.variables)
      expect(jobs).toEqual([])
    },
  )
})
