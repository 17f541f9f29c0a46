import { describe, expect, it } from 'vitest'
import { hma } from '../support/cli.ts'
import { article, openTestService } from '../support/workplace.ts'

describe('the service on the embedded database', () => {
  it('says what it lacks to begin', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const { code, stderr } = await hma(service.directory, ['serve', '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('GITHUB_WEBHOOK_SECRETS')])
    const elsewhere = await hma(service.source.directory, ['work'])
    expect(elsewhere.code).toBe(2)
  })
})
