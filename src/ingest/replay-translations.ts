import { uuidOf } from '../identifier.ts'
import type { BlobRecord, Translation, Version } from '../item.ts'
import { authorOfCommit, peopleOfCommit } from './authors.ts'
import { judge } from './judge.ts'
import { foldPath, type Ledger, unfoldPath, withTwins } from './ledger.ts'
import { indexMedia, mediaAt } from './media-index.ts'
import type { FileChange } from './pair-items.ts'
import { pairRenames } from './pair-renames.ts'
import { bookkeeping, keepBooks, versionDigest } from './settle-items.ts'
import { sourceAsOf, sourceOfRenamed } from './source-as-of.ts'
import { advance, emptyTrack } from './track.ts'
import { allTouched, untouchedParts } from './untouched-parts.ts'

/** Replays what one commit does to translation files. Items have been replayed before. */
export const replayTranslations = (
  ledger: Ledger,
  changes: readonly FileChange[],
  mediaTouched: ReadonlySet<string>,
): void => {
  const leaving = changes.filter(
    ({ path, after }) => after === null && ledger.translations.has(path),
  )
  const entering = changes.filter(
    ({ path, after }) => after !== null && !ledger.translations.has(path),
  )
  const pairs = pairByLanguage(ledger, leaving, entering)
  const holders = new Map(leaving.map(({ path }) => [path, ledger.translations.get(path)] as const))
  for (const path of holders.keys()) {
    ledger.translations.delete(path)
    ledger.touchedTranslations.add(path)
  }
  for (const { path, after } of changes) {
    if (after === null) unfoldPath(ledger, path)
    else foldPath(ledger, path)
    indexMedia(ledger, path)
  }
  for (const { path } of entering) {
    const from = pairs.get(path)
    open(ledger, path, (from === undefined ? undefined : holders.get(from)) ?? null)
  }
  const changed = changes.map(({ path }) => path)
  const touched = new Set([...withTwins(ledger, changed), ...mediaTouched])
  for (const path of [...touched].toSorted()) settle(ledger, path)
}

const pairByLanguage = (
  ledger: Ledger,
  leaving: readonly FileChange[],
  entering: readonly FileChange[],
): ReadonlyMap<string, string> => {
  const groups = new Map<string, { readonly old: FileChange[]; readonly fresh: FileChange[] }>()
  const group = (path: string) => {
    const role = ledger.classify(path)
    const key = role.kind === 'translation' ? `${role.collection.name} ${role.language}` : ''
    const found = groups.get(key) ?? { old: [], fresh: [] }
    groups.set(key, found)
    return found
  }
  for (const change of leaving) group(change.path).old.push(change)
  for (const change of entering) group(change.path).fresh.push(change)
  return new Map(
    [...groups.values()].flatMap(({ old, fresh }) => [
      ...pairRenames(
        old.map((change) => ({
          path: change.path,
          id: null,
          blob: change.before?.oid ?? '',
          digest: change.recordBefore?.digest ?? null,
          lines: change.recordBefore?.lines ?? [],
        })),
        fresh.map((change) => {
          const { record } = judge(ledger, change.path)
          return {
            path: change.path,
            id: null,
            blob: change.after?.oid ?? '',
            digest: record?.digest ?? null,
            lines: record?.lines ?? [],
          }
        }),
      ),
    ]),
  )
}

const open = (ledger: Ledger, path: string, before: Translation | null): void => {
  const role = ledger.classify(path)
  if (role.kind !== 'translation') return
  const translation: Translation = {
    path,
    collection: role.collection.name,
    language: role.language,
    sourcePath: role.sourcePath,
    quarantined: true,
    track: before?.track ?? emptyTrack,
    madeFrom: before?.madeFrom ?? null,
    untouched: before?.untouched ?? allTouched,
  }
  ledger.translations.set(path, { ...translation, madeFrom: sourceOfRenamed(ledger, translation) })
}

const settle = (ledger: Ledger, path: string): void => {
  const translation = ledger.translations.get(path)
  if (translation === undefined) return
  ledger.touchedTranslations.add(path)
  const { record, parsed, fit, findings } = judge(ledger, path)
  if (record === null || !parsed) {
    ledger.translations.set(path, { ...translation, quarantined: true })
    return
  }
  const { current } = translation.track
  const media = mediaAt(ledger, path)
  const digest = versionDigest(record, media)
  const sourceDigest = record.sourceDigest ?? ''
  if (current?.digest === digest && (current.fit || !fit)) {
    const track = keepBooks(ledger, translation.track, bookkeeping(record), fit)
    ledger.translations.set(path, { ...translation, quarantined: !fit, track })
    return
  }
  const made = madeOf(ledger, translation, record)
  const version: Version = {
    id: uuidOf(path, ledger.commit.commit),
    number: '',
    commit: ledger.commit.commit,
    ordinal: ledger.ordinal,
    date: ledger.commit.date,
    path,
    blob: record.blob,
    digest,
    sourceDigest,
    fit,
    ...bookkeeping(record),
    ...peopleOfCommit(ledger.commit),
    media,
  }
  const track = advance(translation.track, version)
  ledger.translations.set(path, { ...translation, quarantined: !fit, track, ...made })
  ledger.translationVersions.push({
    collection: translation.collection,
    language: translation.language,
    version,
    madeFrom: made.madeFrom,
    changedBy: authorOfCommit(ledger),
    findings,
  })
}

/** What the text of a new version was made from, part by part. */
const madeOf = (
  ledger: Ledger,
  translation: Translation,
  record: BlobRecord,
): Pick<Translation, 'madeFrom' | 'untouched'> => {
  const { track, collection, madeFrom, untouched } = translation
  if (track.current?.sourceDigest === record.sourceDigest) return { madeFrom, untouched }
  const now = sourceAsOf(ledger, translation, record.blob)
  const before =
    track.current === null ? null : ledger.record(`${collection}/translation`, track.current.blob)
  return {
    madeFrom: now,
    untouched:
      before === null
        ? allTouched
        : untouchedParts({ ...translation, record: before }, record, now),
  }
}
