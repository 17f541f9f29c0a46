import type { Finding } from '../diagnostic.ts'
import { fileFinding } from './file-finding.ts'
import { deepestPath, longestPart, pathRules } from './path-rules.ts'

// Nearly every path: answered without looking at each part, since a tree may have 100,000 of them.
const plain = /^(?:[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*(?:\/(?!$)|$))+$/i
const plainDevice = /(?:^|\/)(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:[./]|$)/i

/** What keeps a path from being content: each broken rule once, all of them errors. */
export const pathFindings = (path: string): readonly Finding[] => {
  const parts = path.split('/')
  const tooDeep = parts.length > deepestPath ? [depthFinding(parts.length)] : []
  if (path.length <= longestPart && plain.test(path) && !plainDevice.test(path)) return tooDeep
  return pathRules
    .filter(({ breaks }) => parts.some(breaks))
    .map(({ rule, message, hint }) => fileFinding(rule, message, hint))
    .concat(tooDeep)
}

/**
 * The paths that some systems cannot tell apart (equal after NFC and lower-casing), each with
 * another path of its kind.
 */
export const pathCollisions = (paths: readonly string[]): ReadonlyMap<string, string> => {
  const kinds = Map.groupBy(paths, (path) => path.normalize('NFC').toLowerCase())
  const collisions = new Map<string, string>()
  for (const [first, ...others] of kinds.values()) {
    if (first === undefined || others[0] === undefined) continue
    collisions.set(first, others[0])
    for (const other of others) collisions.set(other, first)
  }
  return collisions
}

const depthFinding = (depth: number): Finding =>
  fileFinding(
    'PATH_DEPTH',
    `Expected at most ${deepestPath} parts in a path, got ${depth}.`,
    'Move the file up.',
  )
