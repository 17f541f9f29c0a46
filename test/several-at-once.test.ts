import { setImmediate as soon } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { severalAtOnce } from '../src/several-at-once.ts'

describe('severalAtOnce', () => {
  it('gives the results in order, and works on no more at once than it may', async () => {
    let now = 0
    let most = 0
    const results = await severalAtOnce([5, 1, 4, 2, 3], 2, async (turns) => {
      most = Math.max(most, ++now)
      for (let turn = 0; turn < turns; turn += 1) await soon()
      now -= 1
      return turns * 10
    })
    expect(results).toEqual([50, 10, 40, 20, 30])
    expect(most).toBe(2)
  })

  it('begins nothing more after a failure, and throws it when all has ended', async () => {
    const begun: number[] = []
    let under = 0
    const run = severalAtOnce([0, 1, 2, 3, 4, 5], 2, async (one) => {
      begun.push(one)
      under += 1
      await soon()
      if (one === 0) {
        under -= 1
        throw new Error('the first')
      }
      for (let turn = 0; turn < 5; turn += 1) await soon()
      under -= 1
    })
    await expect(run).rejects.toThrow('the first')
    expect(begun).toEqual([0, 1])
    expect(under).toBe(0)
  })

  it('has nothing to do for nothing', async () => {
    expect(await severalAtOnce([], 3, async () => 1)).toEqual([])
  })
})
