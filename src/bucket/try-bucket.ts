import { randomUUID } from 'node:crypto'
import { ContentError } from '../errors.ts'
import type { Bucket } from './bucket.ts'
import { never } from './cache-control.ts'

/**
 * Puts an object of its own, sees that nobody can put it again, reads, lists and removes it.
 * @throws ContentError `BUCKET` for what the bucket does not let us do
 */
export const tryBucket = async (bucket: Bucket): Promise<void> => {
  // `gc` knows it as a record of a rendition that nothing needs, should this be killed.
  const key = `renditions/doctor-${randomUUID()}.json`
  const headers = { contentType: 'application/json', cacheControl: never }
  const put = () => bucket.put(key, Buffer.from('{}'), headers, { kind: 'create' })
  await put()
  try {
    if ((await put()) !== 'exists') throw wrong('overwrites what is only to be created')
    if ((await bucket.read(key))?.body.toString() !== '{}') throw wrong('gives other bytes back')
    if (!(await bucket.list('renditions/doctor-')).includes(key))
      throw wrong('does not list what it has')
  } finally {
    await bucket.remove([key])
  }
  if ((await bucket.head(key)) !== null) throw wrong('does not remove what it has')
}

const wrong = (what: string): ContentError => new ContentError('BUCKET', `The bucket ${what}.`)
