import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Point } from '../../src/point.ts'
import type { StartedCli } from '../support/program.ts'
import { whenStopped } from '../support/stopped.ts'
import { type Place, startCommand } from './place.ts'

/** Starts a command and waits until it has stopped itself, at its first arrival at a point. */
export const stopCommandAt = async (
  place: Place,
  command: string,
  { point, flags = [] }: { readonly point: Point; readonly flags?: readonly string[] },
): Promise<StartedCli> => {
  const log = join(place.state, '..', `reached-${command}`)
  await rm(log, { force: true })
  const logging = { ...place, variables: { ...place.variables, HMA_TEST_REACHED: log } }
  const started = startCommand(logging, command, { flags, signal: `SIGSTOP ${point} 1` })
  const reached = () => readFile(log, 'utf8').catch(() => '')
  await expect.poll(reached, { timeout: 60_000 }).toContain(`${point}\n`)
  await whenStopped(started.child.pid ?? 0)
  return started
}
