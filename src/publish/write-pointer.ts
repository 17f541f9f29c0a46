import type { Bucket } from '../bucket/bucket.ts'
import { pointerKey } from '../bucket/object-key.ts'
import type { Pointer } from '../contracts/manifest.ts'
import { ContentError } from '../errors.ts'

// Readers learn of a release at the latest after this many seconds.
const headers = { contentType: 'application/json', cacheControl: 'public, max-age=60' }

/** Where readers are pointed to now; null before the first release. */
export const readPointer = async (bucket: Bucket): Promise<Pointer | null> => {
  const found = await bucket.read(pointerKey)
  return found === null ? null : (JSON.parse(Buffer.from(found.body).toString()) as Pointer)
}

/** As `readPointer`, but null too where the pointer was damaged behind the bucket. */
export const readSoundPointer = async (bucket: Bucket): Promise<Pointer | null> => {
  try {
    return await readPointer(bucket)
  } catch (error) {
    const isAltered = error instanceof ContentError && error.code === 'ALTERED'
    if (isAltered || error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Points readers to a release, unless they are already pointed to it or a later one.
 * @throws ContentError `BUCKET` where the pointer keeps changing under our hands
 */
export const writePointer = async (
  bucket: Bucket,
  pointer: Omit<Pointer, 'schema'>,
): Promise<void> => {
  const body = Buffer.from(JSON.stringify({ schema: 1, ...pointer } satisfies Pointer))
  for (let attempt = 0; attempt < 5; attempt++) {
    const found = await bucket.read(pointerKey)
    if (found === null) {
      if ((await bucket.put(pointerKey, body, headers, { kind: 'create' })) === 'stored') return
      continue
    }
    const current = JSON.parse(Buffer.from(found.body).toString()) as Pointer
    if (current.sequence >= pointer.sequence) return
    const condition = { kind: 'match', etag: found.object.etag } as const
    if ((await bucket.put(pointerKey, body, headers, condition)) === 'stored') return
  }
  throw new ContentError('BUCKET', `Cannot write \`${pointerKey}\`: it keeps changing.`, {
    hint: 'Another publisher may be at work; run the command again.',
  })
}
