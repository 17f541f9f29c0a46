import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** What tells a process from a later one that was given the same number. */
export type ProcessIdentity = {
  readonly pid: number
  readonly host: string
  /** Clock ticks since boot at which it started; null where /proc is missing. */
  readonly ticks: string | null
  /** The boot's own id; null where /proc is missing. */
  readonly boot: string | null
  /** Within which its number means anything; null where /proc is missing, absent in what earlier versions wrote. */
  readonly namespace?: string | null
}

/** This process. */
export const currentProcess = async (): Promise<ProcessIdentity> => ({
  pid: process.pid,
  host: hostname(),
  ticks: (await processState(process.pid))?.ticks ?? null,
  boot: await bootId(),
  namespace: await pidNamespace(),
})

/**
 * Whether the process is one that this one could not see if it ran: of another host, or of another PID namespace
 * under the same host's name, as in two containers on one host's network.
 */
export const isForeign = async ({ host, namespace }: ProcessIdentity): Promise<boolean> =>
  host !== hostname() || (namespace != null && namespace !== (await pidNamespace()))

/**
 * Whether the process may still run. Only what is surely gone counts as dead: on this host, and of an
 * earlier boot, or, in this namespace, without a process of its number, or with one that started at another
 * time or has ended.
 */
export const mayRun = async (identity: ProcessIdentity): Promise<boolean> => {
  if (identity.host !== hostname()) return true
  const boot = await bootId()
  if (boot !== null && identity.boot !== null && boot !== identity.boot) return false
  if (await isForeign(identity)) return true
  if (!exists(identity.pid)) return false
  const state = await processState(identity.pid)
  if (state === null) return true
  return !state.ended && (identity.ticks === null || state.ticks === identity.ticks)
}

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, under another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

type ProcessState = { readonly ticks: string; readonly ended: boolean }

// The 3rd and the 22nd field; the 2nd, the command in parentheses, may itself hold spaces and
// parentheses. A killed process whose parent has not asked after it stays listed as a zombie, in a
// container without an init for ever (proc(5)).
const processState = async (pid: number): Promise<ProcessState | null> => {
  const stat = await readIfThere(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields?.[19]
  return ticks === undefined ? null : { ticks, ended: /^[ZXx]$/.test(fields?.[0] ?? '') }
}

const bootId = async (): Promise<string | null> =>
  (await readIfThere('/proc/sys/kernel/random/boot_id'))?.trim() ?? null

const pidNamespace = async (): Promise<string | null> => {
  try {
    return await readlink('/proc/self/ns/pid')
  } catch {
    return null // no /proc
  }
}

const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch {
    // No /proc (macOS, Windows), or the process ended meanwhile: nothing is known.
    return null
  }
}
