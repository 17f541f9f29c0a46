import { reach } from '../point.ts'
import type { Bucket } from './bucket.ts'
import { immutable } from './cache-control.ts'
import type { Manifest } from './manifest.ts'

/** Puts the parts of a manifest, then its root, under keys of their content. */
export const putManifest = async (bucket: Bucket, { parts, root }: Manifest): Promise<void> => {
  const headers = { contentType: 'application/json', cacheControl: immutable }
  for (const { key, body } of [...parts, root]) {
    await bucket.put(key, Buffer.from(body), headers, { kind: 'create' })
    reach('manifest-object-put')
  }
}
