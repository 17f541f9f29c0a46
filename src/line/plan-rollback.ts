import type { ReleaseRow } from '../database/releases.ts'
import { type ReleaseMoment, type Standing, standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { entryKey } from '../item.ts'
import { retainedReleases } from '../publish/retained-releases.ts'
import type { LiveText, Recorded } from './plan.ts'

/** What is asked for: a release by its number or commit, or the one before what is live. */
export type RollbackRequest =
  | { readonly kind: 'previous' }
  | { readonly kind: 'named'; readonly name: string }

/** The release to go back to, of those given newest first: one of its own, never one that put another back. Undefined where there is none. */
export const releaseToShow = (
  request: RollbackRequest,
  releases: readonly ReleaseRow[],
): ReleaseRow | undefined =>
  request.kind === 'previous' ? previousOf(releases) : releaseNamed(request.name, releases)

/** That there is no such release. */
export const noSuchRelease = (request: RollbackRequest): ContentError =>
  new ContentError(
    'REFUSED',
    request.kind === 'previous'
      ? 'There is no release before the one that is live.'
      : `Cannot find a release \`${request.name}\`, nor such a commit in what is recorded.`,
    { hint: '`status` lists the last releases with their commits.' },
  )

const previousOf = (releases: readonly ReleaseRow[]): ReleaseRow | undefined => {
  const [live] = releases
  const shown = live?.restores ?? live?.sequence ?? 0
  return releases.find(
    ({ sequence, restores, rootKey }) =>
      restores === null && sequence < shown && rootKey !== live?.rootKey,
  )
}

// Git's own shortest abbreviation has seven digits; a number of a release rarely has as many.
const releaseNamed = (name: string, releases: readonly ReleaseRow[]): ReleaseRow | undefined => {
  const numbered = releases.find(({ sequence }) => String(sequence) === name)
  const own =
    numbered?.restores == null
      ? numbered
      : releases.find(({ sequence }) => sequence === numbered.restores)
  if (own !== undefined || !/^[0-9a-f]{7,64}$/.test(name)) return own
  return releases.find(({ commit, restores }) => restores === null && commit.startsWith(name))
}

/** All that decided what a release shows. */
export const momentOf = ({ sequence, commit, summary, createdAt }: ReleaseRow): ReleaseMoment => ({
  release: sequence,
  commit,
  now: summary?.now ?? createdAt,
  decided: summary?.decided ?? 0,
})

/** Whether the environment shows this release already, by decision and by row. */
export const isShown = (
  { sequence, rootKey }: ReleaseRow,
  { environment }: Standing,
  [live]: readonly ReleaseRow[],
): boolean =>
  environment?.release === sequence && live?.rootKey === rootKey && live.restores === sequence

/**
 * Whether the rows that later releases replaced are all that it takes to go back: they are kept, no decision or end of
 * today asks for anything else, and nothing that the release names may have been removed.
 */
export const isWholeAsKept = (
  release: ReleaseRow,
  releases: readonly ReleaseRow[],
  texts: readonly LiveText[],
  today: {
    readonly decisions: Recorded['decisions']
    readonly ended: ReadonlySet<string>
    /** ISO 8601, UTC. */
    readonly now: string
  },
): boolean => {
  const { pins, purged } = standing(today.decisions)
  return (
    retainedReleases(releases, today.now).includes(release) &&
    releases.every(({ sequence, reversible }) => sequence <= release.sequence || reversible) &&
    pins.size === 0 &&
    texts.every(
      ({ itemId, language }) => !purged.has(itemId) && !today.ended.has(entryKey(itemId, language)),
    )
  )
}

/** How many texts a rollback changes, brings and takes away. */
export type TextChanges = {
  readonly changed: number
  readonly added: number
  readonly removed: number
}

/** Compares what is live with what is to be. */
export const changesBetween = (
  live: readonly LiveText[],
  texts: readonly LiveText[],
): TextChanges => {
  const keyOf = ({ itemId, language }: LiveText): string => entryKey(itemId, language)
  const before = new Map(live.map((text) => [keyOf(text), text.documentKey]))
  const after = new Map(texts.map((text) => [keyOf(text), text.documentKey]))
  return {
    changed: [...after].filter(([key, document]) => (before.get(key) ?? document) !== document)
      .length,
    added: [...after.keys()].filter((key) => !before.has(key)).length,
    removed: [...before.keys()].filter((key) => !after.has(key)).length,
  }
}
