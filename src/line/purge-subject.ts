import type { Connections } from '../connect.ts'
import { loadRecorded } from '../database/load-recorded.ts'
import { findItems, findMediaOf, type NamedItem } from '../database/purge-rows.ts'
import { ContentError } from '../errors.ts'
import type { Track } from '../item.ts'
import { purgedBlob } from '../publish/live.ts'
import { tracesOfObjects } from '../publish/traces.ts'
import { mediaId } from './release-rows.ts'

/** What is to be purged: an item, or a media file by all the objects that were made from it, and by its blobs. */
export type PurgeSubject =
  | { readonly kind: 'item'; readonly item: NamedItem }
  | { readonly kind: 'object'; readonly keys: readonly string[]; readonly blobs: readonly string[] }

// As the manifest and documents name media, with or without a slash before it.
const mediaKey = /^\/?((?:images|videos|audio|documents)\/[0-9a-f]{64}[^/]*)$/

/**
 * The item that a slug or an id names, or the media file that an object was made from.
 * @throws ContentError `USAGE` where there is no such item, or more than one
 */
export const purgeSubject = async (
  connections: Pick<Connections, 'database' | 'bucket'>,
  name: string,
): Promise<PurgeSubject> => {
  const key = mediaKey.exec(name)?.[1]
  if (key !== undefined) return await mediaOf(connections, key)
  const found = await findItems(connections.database, name)
  const named = found.filter(({ id, slug }) => id === name || slug === name)
  const [item, other] = named.length > 0 ? named : found
  if (item === undefined) {
    throw new ContentError('USAGE', `Cannot find an item or an object \`${name}\`.`, {
      hint: 'Name an item by its slug or id, or a picture or file by its key, such as `images/<sha-256>-640.webp`.',
    })
  }
  if (other !== undefined) {
    throw new ContentError(
      'USAGE',
      `More than one item is called \`${name}\`: ${found.map(({ type, id }) => `${type} ${id}`).join(', ')}.`,
      { hint: 'Name the one that is meant by its id.' },
    )
  }
  return { kind: 'item', item }
}

const mediaOf = async (
  { database, bucket }: Pick<Connections, 'database' | 'bucket'>,
  key: string,
): Promise<PurgeSubject> => {
  const stored = new Set(await bucket.list(''))
  const { media } = await tracesOfObjects({ bucket, stored }, [key])
  const keys = media.filter((each) => !each.startsWith('renditions/'))
  const files = new Map((await findMediaOf(database, keys)).map((file) => [file.id, file]))
  const { items, translations } = await loadRecorded(database)
  const blobs = [...items, ...translations]
    .flatMap(({ track }) => mediaIn(track))
    .filter(([path, blob]) => files.has(mediaId(path, blob)))
    .map(([, blob]) => purgedBlob(blob))
  return { kind: 'object', keys, blobs: [...new Set(blobs)] }
}

const mediaIn = ({ current, older }: Track): readonly (readonly [string, string])[] =>
  [current, ...older].flatMap((version) => Object.entries(version?.media ?? {}))
