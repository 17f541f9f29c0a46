import type { Item, SourceLookup, Translation } from '../item.ts'
import { inOrderLeft } from '../state.ts'
import type { Ledger } from './ledger.ts'
import { originOf } from './origin.ts'

/** The source blob as of the commit that last changed the translation's text, wherever in the history that is. */
export const sourceAsOf = (
  ledger: Ledger,
  translation: Translation,
  blob: string,
): string | SourceLookup => {
  const { commit, parents } = ledger.commit
  const here = sourceHere(ledger, translation.sourcePath) ?? {
    commit,
    paths: [translation.sourcePath],
  }
  if (parents.length < 2) return here
  const reading = `${translation.collection}/translation`
  const digest = (oid: string): string => ledger.sourceDigest(reading, oid) ?? oid
  const origin = originOf(ledger.graph, { commit, path: translation.path, oid: blob }, digest)
  if (origin === null) {
    ledger.beyondGraph = true
    return here
  }
  if (origin.commit === commit) return here
  return { commit: origin.commit, paths: sourcePaths(ledger, translation, origin.path) }
}

/**
 * What a renamed translation was made from. Where its former name led to no source, the new one tells
 * where else to look, at the commit that last changed its text.
 */
export const sourceOfRenamed = (
  ledger: Ledger,
  translation: Translation,
): Translation['madeFrom'] => {
  const { madeFrom, path } = translation
  if (madeFrom === null || typeof madeFrom === 'string') return madeFrom
  const paths = [...madeFrom.paths, ...sourcePaths(ledger, translation, path)]
  return { commit: madeFrom.commit, paths: [...new Set(paths)] }
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
  const left = ledger.former.filter(({ path }) => path === sourcePath)
  const id = here ?? inOrderLeft(left).at(-1)?.itemId
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
