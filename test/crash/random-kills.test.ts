import { expect, it, vi } from 'vitest'
import { killRandomly } from './kill-randomly.ts'

vi.setConfig({ testTimeout: 1_200_000 })

// `npm run kills` does more of them, and repeats a seed.
it('ends as a run that was never killed after kills at 50 random moments', async () => {
  const seed = Date.now() % 1_000_000
  const { kills, problems } = await killRandomly(50, seed)
  expect(problems).toEqual([])
  expect(kills, `seed ${seed}`).toBe(50)
})
