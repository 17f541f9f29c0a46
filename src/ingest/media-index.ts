import type { BlobRecord } from '../item.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { isRegular, type Ledger, recordAt } from './ledger.ts'

/** Notes which media the file at a path refers to now. */
export const indexMedia = (ledger: Ledger, path: string): void => {
  for (const media of ledger.mediaOf.get(path) ?? []) ledger.mediaUsers.get(media)?.delete(path)
  const record = recordAt(ledger, path)
  const media = record === null ? [] : mediaPaths(ledger, path, record)
  if (media.length > 0) ledger.mediaOf.set(path, media)
  else ledger.mediaOf.delete(path)
  for (const target of media) {
    ledger.mediaUsers.set(target, (ledger.mediaUsers.get(target) ?? new Set()).add(path))
  }
}

/** The media that a file's text refers to and that exist at this commit: path → blob. */
export const mediaAt = (ledger: Ledger, path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (ledger.mediaOf.get(path) ?? []).flatMap((media) => {
      const entry = ledger.tree.get(media)
      return entry !== undefined && isRegular(entry.mode) ? [[media, entry.oid]] : []
    }),
  )

/** The media that any text at this commit refers to and that exist: path → blob. */
export const mediaInUse = (ledger: Ledger): ReadonlyMap<string, string> => {
  const used = new Map<string, string>()
  for (const [path, users] of ledger.mediaUsers) {
    const entry = users.size === 0 ? undefined : ledger.tree.get(path)
    if (entry !== undefined && isRegular(entry.mode)) used.set(path, entry.oid)
  }
  return used
}

const mediaPaths = (ledger: Ledger, path: string, record: BlobRecord): readonly string[] => {
  const targets = record.links.flatMap((link) => {
    const target = resolvePath(path, link.url)
    return target !== null && isMediaPath(target.path) ? [target.path] : []
  })
  return [...new Set(targets)].filter((target) => ledger.classify(target).kind === 'other').sort()
}
