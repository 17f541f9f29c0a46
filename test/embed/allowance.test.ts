import { describe, expect, it } from 'vitest'
import { createAllowance } from '../../src/embed/allowance.ts'

describe('createAllowance', () => {
  it('lets anything pass before a limit is known', () => {
    expect(createAllowance().waitFor(1_000_000, 0)).toBe(0)
  })

  it('fills evenly up to its limit in a minute', () => {
    const allowance = createAllowance()
    allowance.settle(0, { limit: 600, remaining: 0, reset: null }, 0)
    expect(allowance.waitFor(10, 0)).toBe(1_000)
    expect(allowance.waitFor(10, 1_000)).toBe(0)
    allowance.take(10, 1_000)
    expect(allowance.waitFor(600, 600_000)).toBe(0)
  })

  it('counts what is under way, which the service may not have counted yet', () => {
    const allowance = createAllowance()
    allowance.take(50, 0)
    allowance.take(30, 0)
    allowance.settle(50, { limit: 600, remaining: 40, reset: null }, 0)
    expect(allowance.waitFor(10, 0)).toBe(0)
    expect(allowance.waitFor(20, 0)).toBe(1_000)
    allowance.settle(30, null, 0)
    expect(allowance.waitFor(10, 0)).toBe(0)
  })

  it('waits for the reset where no limit is told', () => {
    const allowance = createAllowance()
    allowance.settle(0, { limit: null, remaining: 0, reset: 1_500 }, 0)
    expect(allowance.waitFor(5, 500)).toBe(1_000)
    expect(allowance.waitFor(5, 1_500)).toBe(0)
  })

  it('lets pass what exceeds the whole limit once that is full: the service decides', () => {
    const allowance = createAllowance()
    allowance.settle(0, { limit: 60, remaining: 0, reset: null }, 0)
    expect(allowance.waitFor(1_000, 0)).toBe(60_000)
    expect(allowance.waitFor(1_000, 60_000)).toBe(0)
  })
})
