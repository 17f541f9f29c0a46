import { sha256, uuidOf } from '../identifier.ts'
import type { BlobRecord, Bookkeeping, Item, Track, Version } from '../item.ts'
import { canonicalJson } from '../json.ts'
import { authorOfCommit, peopleOfCommit } from './authors.ts'
import { changeType, nextNumber, type Shape } from './change-type.ts'
import { type JudgedFile, judge } from './judge.ts'
import type { Ledger } from './ledger.ts'
import { mediaAt } from './media-index.ts'
import { itemHeldAt } from './settle-slugs.ts'
import { advance, withBookkeeping } from './track.ts'

/** Settles version and fitness of the items at the given paths. */
export const settleItems = (ledger: Ledger, paths: readonly string[]): void => {
  for (const path of [...new Set(paths)].toSorted()) settle(ledger, path)
}

const settle = (ledger: Ledger, path: string): void => {
  const item = itemHeldAt(ledger, path)
  if (item === null) return
  const judged = judge(ledger, path)
  ledger.touchedItems.add(item.id)
  const declared = judged.record?.fields?.id ?? null
  const misplaced = ledger.refused.has(path) || (declared !== null && declared !== item.id)
  if (judged.record === null || !judged.parsed || misplaced) {
    ledger.items.set(item.id, { ...item, quarantined: true })
    return
  }
  const version = versionAt(ledger, item, judged, judged.record)
  ledger.items.set(item.id, {
    ...item,
    quarantined: !judged.fit,
    track:
      version === null
        ? keepBooks(ledger, item.track, bookkeeping(judged.record), judged.fit)
        : advance(item.track, version),
  })
}

/** `withBookkeeping`, which notes what changed: a version may have to be live when it is no longer the newest. */
export const keepBooks = (ledger: Ledger, track: Track, said: Bookkeeping, fit: boolean): Track => {
  const after = withBookkeeping(track, said, fit)
  const [before, now] = [track.current, after.current]
  if (before === null || now === null) return after
  const { draft, publishAt, unpublishAt } = now
  const isSame =
    before.draft === draft && before.publishAt === publishAt && before.unpublishAt === unpublishAt
  if (!isSame) ledger.bookkeeping.set(now.id, { draft, publishAt, unpublishAt })
  return after
}

/** Draft and dates as the file at hand says them. */
export const bookkeeping = (record: BlobRecord): Bookkeeping => ({
  draft: record.fields?.draft ?? false,
  publishAt: record.fields?.publishAt ?? null,
  unpublishAt: record.fields?.unpublishAt ?? null,
})

/** `d1:` and a SHA-256 over what the text says and the media it shows. */
export const versionDigest = (
  record: BlobRecord,
  media: Readonly<Record<string, string>>,
): string => `d1:${sha256(canonicalJson([record.digest, media]))}`

/** What an item's file says, read as the path's own collection has it: an item may have come from another one. */
const shapeAt = (ledger: Ledger, path: string, blob: string): Shape | null => {
  const role = ledger.classify(path)
  if (role.kind !== 'item') return null
  const record = ledger.record(role.collection.name, blob)
  return record === null ? null : { type: role.collection.type, record }
}

const versionAt = (
  ledger: Ledger,
  item: Item,
  judged: JudgedFile,
  record: BlobRecord,
): Version | null => {
  const media = mediaAt(ledger, item.path)
  const digest = versionDigest(record, media)
  const { current } = item.track
  // A fault in bookkeeping alone leaves the digest as it was; mending it must still let the lesson out.
  if (current?.digest === digest && (current.fit || !judged.fit)) return null
  const change = changeType(
    ledger.commit,
    current === null ? null : shapeAt(ledger, current.path, current.blob),
    shapeAt(ledger, item.path, record.blob),
  )
  const version: Version = {
    id: uuidOf(item.id, ledger.commit.commit),
    number: nextNumber(current?.number ?? null, change),
    commit: ledger.commit.commit,
    ordinal: ledger.ordinal,
    date: ledger.commit.date,
    path: item.path,
    blob: record.blob,
    digest,
    sourceDigest: record.sourceDigest ?? '',
    fit: judged.fit,
    ...bookkeeping(record),
    ...peopleOfCommit(ledger.commit),
    media,
  }
  ledger.versions.push({
    itemId: item.id,
    version,
    changeType: change,
    summary: ledger.commit.subject,
    changedBy: authorOfCommit(ledger),
    before: current?.blob ?? null,
    length: record.length,
    findings: judged.findings,
  })
  return version
}
