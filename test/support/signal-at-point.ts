// Loaded before the program by `node --import`, and only by tests: ends or stops the process at a point.

import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync, readFileSync, renameSync } from 'node:fs'
import { pointChannel } from '../../src/point.ts'

// `SIGKILL released 1`: this signal at the first arrival there.
const [signal, wanted, arrival] = (process.env.HMA_TEST_SIGNAL ?? '').split(' ')
const log = process.env.HMA_TEST_REACHED
// A file that says `SIGSTOP recorded`, while it is there: meant for whichever process comes there first, which takes it away.
const trap = process.env.HMA_TEST_TRAP

let arrivals = 0

const stepInto = (path: string, point: unknown): void => {
  try {
    const [sent, where] = readFileSync(path, 'utf8').split(' ')
    if (where !== point) return
    renameSync(path, `${path}.${process.pid}`)
    process.kill(process.pid, sent as NodeJS.Signals)
  } catch {
    // There is none, or another was faster.
  }
}

// Subscribers are called by `publish` itself, so the signal comes at that very place.
subscribe(pointChannel, (point) => {
  if (log !== undefined) appendFileSync(log, `${String(point)}\n`)
  if (trap !== undefined) stepInto(trap, point)
  if (point !== wanted) return
  arrivals += 1
  if (arrivals === Number(arrival)) process.kill(process.pid, signal as NodeJS.Signals)
})
