// Loaded before the program by `node --import`, and only by tests: ends or stops the process at a point.

import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { pointChannel } from '../../src/point.ts'

// `SIGKILL released 1`: this signal at the first arrival there.
const [signal, wanted, arrival] = (process.env.HMA_TEST_SIGNAL ?? '').split(' ')
const log = process.env.HMA_TEST_REACHED

let arrivals = 0

// Subscribers are called by `publish` itself, so the signal comes at that very place.
subscribe(pointChannel, (point) => {
  if (log !== undefined) appendFileSync(log, `${String(point)}\n`)
  if (point !== wanted) return
  arrivals += 1
  if (arrivals === Number(arrival)) process.kill(process.pid, signal as NodeJS.Signals)
})
