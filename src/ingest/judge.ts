import { type Finding, hasError } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { settingsFor, weigh } from '../severities.ts'
import { isMediaPath, mediaReading } from '../source/media-path.ts'
import { modeFinding } from '../source/mode.ts'
import { pathFindings } from '../source/path.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { outsideFindings } from './cross-file.ts'
import { foldedPath, type Ledger, recordAt } from './ledger.ts'
import { tooLargeInLfs } from './lfs-file.ts'

/** A file of a collection at a commit: what its bytes say, and everything wrong with it that it takes no other lesson to see. */
export type JudgedFile = {
  readonly record: BlobRecord | null
  /** Whether it says enough for a version. */
  readonly parsed: boolean
  /** Whether it may be published. */
  readonly fit: boolean
  readonly findings: readonly Finding[]
}

/** Judges the file at a path from its record, its path, its mode and the names beside it. */
export const judge = (ledger: Ledger, path: string): JudgedFile => {
  const entry = ledger.tree.get(path)
  const record = recordAt(ledger, path)
  const mode = entry === undefined ? null : modeFinding(entry.mode)
  const placed = [
    ...pathFindings(path),
    ...(mode === null ? [] : [mode]),
    ...collisions(ledger, path),
  ]
  const linked =
    record === null
      ? []
      : [...outsideFindings(path, record), ...mediaFindings(ledger, path, record)]
  const findings = weigh(
    [...(record?.findings ?? []), ...placed, ...linked],
    settingsFor(ledger.config, ledger.classify(path)),
  )
  return {
    record,
    parsed: record?.parsed === true && !hasError(placed),
    fit: record?.fit === true && !hasError(findings),
    findings,
  }
}

/** What is wrong with media that the text refers to, by their modes and bytes, told at the reference. */
const mediaFindings = (ledger: Ledger, path: string, record: BlobRecord): readonly Finding[] => {
  return record.links.flatMap(({ url, line, column }) => {
    const target = resolvePath(path, url)?.path ?? ''
    const entry = isMediaPath(target) ? ledger.tree.get(target) : undefined
    if (entry === undefined || ledger.classify(target).kind !== 'other') return []
    const mode = modeFinding(entry.mode)
    const file = ledger.record(mediaReading(target), entry.oid)
    const tooLarge = file === null ? null : tooLargeInLfs(file, ledger.config.lfs.limits)
    const read = [...(file?.findings ?? []), ...(tooLarge === null ? [] : [tooLarge])]
    return (mode === null ? read : [mode]).map((finding) => ({
      ...finding,
      line,
      column,
      message: `In \`${url}\`: ${finding.message}`,
    }))
  })
}

const collisions = (ledger: Ledger, path: string): readonly Finding[] => {
  const twin = [...(ledger.folded.get(foldedPath(path)) ?? [])].find((other) => other !== path)
  if (twin === undefined) return []
  return [
    {
      line: 1,
      column: 1,
      severity: 'error',
      rule: 'PATH_COLLISION',
      message: `Expected a name of its own, got one that some file systems take for \`${twin}\`.`,
      hint: 'Rename one of the two files.',
    },
  ]
}
