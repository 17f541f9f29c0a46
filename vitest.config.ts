import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Two cores; every worker that opens PGlite holds about 0.4 GB.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, as is usual, may go by on a busy machine before anything happens.
    expect: { poll: { timeout: 30_000 } },
  },
})
