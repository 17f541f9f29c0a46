import type { Database } from '../database/database.ts'
import { liveVersions, type PinnableVersion, versionsOf } from '../database/pinnable-versions.ts'
import { ContentError } from '../errors.ts'
import type { Item } from '../item.ts'

/** A text and the version that it is to be pinned to; `label` is its number, or a translation's commit. */
export type ChosenPin = {
  readonly language: string
  readonly version: string
  readonly label: string
}

/**
 * What pinning an item to a version (by number or commit; null for what is live) pins: its text in every language. Of
 * translations that is the last fit version from before the next version of the source.
 * @throws ContentError `REFUSED` where there is no such version, or it is not fit to publish
 */
export const choosePins = async (
  database: Pick<Database, 'query'>,
  item: Item,
  wanted: string | null,
  language: string,
): Promise<readonly ChosenPin[]> => {
  if (wanted === null) {
    const live = await liveVersions(database, item.id)
    if (live.length > 0) return live.map(chosen)
    throw new ContentError('REFUSED', `The item \`${item.slug}\` is not live.`, {
      hint: 'Name the version to pin it to; `history` lists them.',
    })
  }
  const versions = await versionsOf(database, item, language)
  const own = versions.filter((version) => version.language === language)
  const found = own.find(
    ({ number, commit }) => number === wanted || (wanted.length >= 7 && commit.startsWith(wanted)),
  )
  if (found === undefined || !found.fit || found.draft) throw unfit(item, wanted, found)
  const next = Math.min(
    ...own.filter(({ ordinal }) => ordinal > found.ordinal).map(({ ordinal }) => ordinal),
  )
  const others = Map.groupBy(
    versions.filter((version) => version.language !== language && version.fit && !version.draft),
    (version) => version.language,
  )
  const translations = [...others.values()].flatMap(
    (list) =>
      list
        .filter(({ ordinal }) => ordinal < next)
        .toSorted((a, b) => b.ordinal - a.ordinal)
        .at(0) ?? [],
  )
  return [found, ...translations].map(chosen)
}

const chosen = ({ language, id, number, commit }: PinnableVersion): ChosenPin => ({
  language,
  version: id,
  label: number === '' ? commit.slice(0, 12) : number,
})

const unfit = (item: Item, wanted: string, found: PinnableVersion | undefined): ContentError =>
  new ContentError(
    'REFUSED',
    found === undefined
      ? `The item \`${item.slug}\` has no version \`${wanted}\`.`
      : `Version \`${wanted}\` of \`${item.slug}\` is ${found.draft ? 'a draft' : 'not fit to publish'}.`,
    { hint: '`history` lists its versions.' },
  )
