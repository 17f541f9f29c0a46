import { type Bucket, putsAtOnce } from '../bucket/bucket.ts'
import { immutableHeaders } from '../media/object-headers.ts'
import { reach } from '../point.ts'
import { severalAtOnce } from '../several-at-once.ts'
import type { Manifest } from './manifest.ts'

/** Puts the parts of a manifest, then its root, under keys of their content. */
export const putManifest = async (bucket: Bucket, { parts, root }: Manifest): Promise<void> => {
  const put = async ({ key, body }: typeof root): Promise<void> => {
    await bucket.put(key, Buffer.from(body), immutableHeaders(key), { kind: 'create' })
    reach('manifest-object-put')
  }
  await severalAtOnce(parts, putsAtOnce, put)
  await put(root)
}
