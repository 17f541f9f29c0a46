import type { BlobRecord } from '../item.ts'
import type { Entry } from '../state.ts'
import { type Ledger, recordAt } from './ledger.ts'
import { pairRenames, type RenameCandidate } from './pair-renames.ts'
import { itemHeldAt } from './settle-slugs.ts'

/** One content path that a commit changed. */
export type FileChange = {
  readonly path: string
  readonly before: Entry | null
  readonly after: Entry | null
  /** Record of the blob before the commit. */
  readonly recordBefore: BlobRecord | null
}

/** Files that have waited for the id of an item which may leave its own now. */
export const claimants = (
  ledger: Ledger,
  leaving: readonly FileChange[],
  changes: readonly FileChange[],
): readonly FileChange[] => {
  const ids = new Set(leaving.map(({ path }) => ledger.itemAt.get(path)))
  const changed = new Set(changes.map(({ path }) => path))
  return [...ledger.waiting].flatMap((path): readonly FileChange[] => {
    const entry = ledger.tree.get(path)
    const record = recordAt(ledger, path)
    if (entry === undefined || changed.has(path) || !ids.has(record?.fields?.id ?? '')) return []
    return [{ path, before: entry, after: entry, recordBefore: record }]
  })
}

/** Pairs the files that items leave with those that come: new path → old path. */
export const pairByCollection = (
  ledger: Ledger,
  leaving: readonly FileChange[],
  entering: readonly FileChange[],
): ReadonlyMap<string, string> => {
  if (leaving.length === 0 || entering.length === 0) return new Map()
  return new Map(
    ledger.config.collections.flatMap(({ name }) => {
      const own = ({ path }: FileChange): boolean => {
        const role = ledger.classify(path)
        return role.kind === 'item' && role.collection.name === name
      }
      const old = leaving.filter(own).map((change) => candidateBefore(ledger, change))
      const fresh = entering.filter(own).map((change) => candidateAfter(ledger, change))
      return [...pairRenames(old, fresh)]
    }),
  )
}

// Lines are there only of files that vanished or appeared: others were not read for them.
const candidateBefore = (ledger: Ledger, change: FileChange): RenameCandidate => ({
  path: change.path,
  id: itemHeldAt(ledger, change.path)?.id ?? null,
  blob: change.before?.oid ?? '',
  digest: change.recordBefore?.digest ?? null,
  lines: change.after === null ? (change.recordBefore?.lines ?? []) : [],
})

const candidateAfter = (ledger: Ledger, change: FileChange): RenameCandidate => {
  const record = recordAt(ledger, change.path)
  return {
    path: change.path,
    id: record?.fields?.id ?? null,
    blob: change.after?.oid ?? '',
    digest: record?.digest ?? null,
    lines: change.before === null ? (record?.lines ?? []) : [],
  }
}
