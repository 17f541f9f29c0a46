import { ListObjectVersionsCommand, type ObjectIdentifier } from '@aws-sdk/client-s3'
import { severalAtOnce } from '../several-at-once.ts'
import { persist, type Store } from './s3-store.ts'

const listedAtOnce = 16

/** Everything that a bucket keeps under these keys: each version, and each mark that says one was removed. */
export const listVersions = async (
  store: Store,
  keys: readonly string[],
): Promise<readonly ObjectIdentifier[]> =>
  (await severalAtOnce(keys, listedAtOnce, (key) => versionsOf(store, key))).flat()

const versionsOf = async (store: Store, key: string): Promise<readonly ObjectIdentifier[]> => {
  const { client, place } = store
  const Key = place.prefix + key
  const found: ObjectIdentifier[] = []
  let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | null = {}
  while (next !== null) {
    // Longer keys may begin with this one.
    const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({
      Bucket: place.bucket,
      Prefix: Key,
      ...next,
    })
    const page = await persist(store, () => client.send(command))
    for (const one of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
      if (one.Key === Key) found.push({ Key, VersionId: one.VersionId })
    next =
      page.IsTruncated === true
        ? {
            ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
            ...(page.NextVersionIdMarker === undefined
              ? {}
              : { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : null
  }
  return found
}
