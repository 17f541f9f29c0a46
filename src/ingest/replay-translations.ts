import { uuidOf } from '../identifier.ts'
import type { Item, SourceLookup, Translation, Version } from '../item.ts'
import { authorOfCommit } from './authors.ts'
import { judge } from './judge.ts'
import { foldPath, indexMedia, type Ledger, mediaAt, unfoldPath } from './ledger.ts'
import { originOf } from './origin.ts'
import { pairRenames } from './pair-renames.ts'
import type { FileChange } from './replay-items.ts'
import { bookkeeping, versionDigest } from './settle-items.ts'
import { advance, emptyTrack, withBookkeeping } from './track.ts'

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
  const touched = new Set([...changes.map(({ path }) => path), ...mediaTouched])
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
  ledger.translations.set(path, {
    path,
    collection: role.collection.name,
    language: role.language,
    sourcePath: role.sourcePath,
    quarantined: true,
    track: before?.track ?? emptyTrack,
    madeFrom: before?.madeFrom ?? null,
  })
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
    const track = withBookkeeping(translation.track, bookkeeping(record))
    ledger.translations.set(path, { ...translation, quarantined: !fit, track })
    return
  }
  const madeFrom =
    current?.sourceDigest === sourceDigest
      ? translation.madeFrom
      : sourceAsOf(ledger, translation, record.blob)
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
    media,
  }
  const track = advance(translation.track, version)
  ledger.translations.set(path, { ...translation, quarantined: !fit, track, madeFrom })
  ledger.translationVersions.push({
    collection: translation.collection,
    language: translation.language,
    version,
    madeFrom,
    changedBy: authorOfCommit(ledger),
    findings,
  })
}

/** The source blob as of the commit that last changed the translation's text, wherever in the history that is. */
const sourceAsOf = (
  ledger: Ledger,
  translation: Translation,
  blob: string,
): string | null | SourceLookup => {
  const { commit, parents } = ledger.commit
  const here = sourceHere(ledger, translation.sourcePath)
  if (parents.length < 2) return here
  const reading = `${translation.collection}/translation`
  const digest = (oid: string): string => ledger.record(reading, oid)?.sourceDigest ?? oid
  const origin = originOf(ledger.graph, { commit, path: translation.path, oid: blob }, digest)
  if (origin === null) {
    ledger.beyondGraph = true
    return here
  }
  if (origin.commit === commit) return here
  return { commit: origin.commit, paths: sourcePaths(ledger, translation, origin.path) }
}

const sourceHere = (ledger: Ledger, sourcePath: string): string | null => {
  const item = itemCarrying(ledger, sourcePath)
  return item === null ? null : (ledger.tree.get(item.path)?.oid ?? null)
}

/** The present item whose current or any former path this is. */
export const itemCarrying = (
  ledger: Pick<Ledger, 'itemAt' | 'items' | 'former'>,
  sourcePath: string,
): Item | null => {
  const here = ledger.itemAt.get(sourcePath)
  const id = here ?? ledger.former.findLast((former) => former.path === sourcePath)?.itemId
  const item = id === undefined ? undefined : ledger.items.get(id)
  return item?.present === true ? item : null
}

/** Where the source may have lain at a commit off the line: as the translation was called there, else as the item ever was. */
const sourcePaths = (
  ledger: Ledger,
  translation: Translation,
  pathThere: string,
): readonly string[] => {
  const role = ledger.classify(pathThere)
  const item = itemCarrying(ledger, translation.sourcePath)
  const others =
    item === null
      ? []
      : [
          item.path,
          ...ledger.former.filter(({ itemId }) => itemId === item.id).map(({ path }) => path),
        ]
  return [
    ...new Set([
      ...(role.kind === 'translation' ? [role.sourcePath] : []),
      translation.sourcePath,
      ...others,
    ]),
  ]
}
