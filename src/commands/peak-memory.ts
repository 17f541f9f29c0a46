import { readFileSync } from 'node:fs'

/**
 * The most memory that this program has held at once, in bytes. What Linux tells of a process (`ru_maxrss`) counts
 * what its parent held before it started the program, so there the program's own mark is read (`VmHWM` of proc(5)).
 */
export const peakMemory = (): number => {
  const kilobytes = ownMark() ?? process.resourceUsage().maxRSS
  return kilobytes * 1024
}

const ownMark = (): number | null => {
  try {
    const [, mark] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return mark === undefined ? null : Number(mark)
  } catch {
    return null // Not every system has the file.
  }
}
