import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import { largestWhole } from '../../src/bucket/s3-parts.ts'
import { sha256 } from '../../src/identifier.ts'
import {
  anyPlace,
  countVersions,
  createBucket,
  keepVersions,
  keyOfObject,
  kmsKeyOf,
  openUploads,
  type S3Server,
  startS3rver,
  strictServer,
  useKeys,
} from '../support/s3.ts'
import { bucketContract, conditionContract } from './bucket-contract.ts'

const headers = { contentType: 'text/plain', cacheControl: 'no-store' }
const create = { kind: 'create' } as const

describe('with s3rver, which ignores conditions', () => {
  let server: (S3Server & AsyncDisposable) | undefined
  beforeAll(async () => {
    server = await startS3rver()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())
  const open = async () => {
    if (server === undefined) throw new Error('s3rver did not start')
    useKeys(server)
    return openS3Bucket(await createBucket(server))
  }
  bucketContract('the S3 bucket', open)

  it('lists more keys than one answer holds', async () => {
    const bucket = await open()
    const keys = Array.from({ length: 1_100 }, (_, at) => `many/${at}`)
    for (let at = 0; at < keys.length; at += 50) {
      const some = keys.slice(at, at + 50)
      await Promise.all(some.map((key) => bucket.put(key, new Uint8Array(), headers, create)))
    }
    expect(await bucket.list('many/')).toEqual(keys.toSorted())
  })
})

const strict = strictServer()
if (strict !== null) {
  describe('with a server that knows conditions', () => {
    const open = async () => {
      useKeys(strict)
      return openS3Bucket({ ...(await createBucket(strict)), prefix: 'academy/' })
    }
    bucketContract('the S3 bucket', open)
    conditionContract('the S3 bucket', open)

    it('sends in parts what is large, and keeps nothing of parts that turn out wrong', async () => {
      useKeys(strict)
      const place = await createBucket(strict)
      const bucket = openS3Bucket(place)
      const size = largestWhole + 3_000_001
      const large = Buffer.alloc(size, 'frame ')
      const open = async function* () {
        for (let from = 0; from < size; from += 1_000_000) yield large.subarray(from, from + 1e6)
      }
      const right = { size, sha256: sha256(large), open }
      const wrong = { ...right, sha256: sha256('another') }
      await expect(bucket.put('wrong', wrong, headers, create)).rejects.toMatchObject({
        code: 'BODY_HASH',
      })
      expect(await bucket.put('right', right, headers, create)).toBe('stored')
      expect(await bucket.put('right', wrong, headers, create)).toBe('exists')
      expect(await bucket.list('')).toEqual(['right'])
      expect(sha256((await bucket.read('right'))?.body ?? '')).toBe(right.sha256)
      expect(await openUploads(strict, place)).toBe(0)
    })

    it('has objects encrypted with the key that is named, where the server has one', async () => {
      useKeys(strict)
      const kmsKey = await kmsKeyOf(strict)
      const place = { ...(await createBucket(strict)), kmsKey }
      const bucket = openS3Bucket(place)
      const large = Buffer.alloc(largestWhole + 1, 'frame ')
      await bucket.put('small', Buffer.from('first'), headers, create)
      await bucket.put('large', large, headers, create)
      const etag = (await bucket.head('small'))?.etag ?? ''
      const over = { kind: 'match', etag } as const
      expect(await bucket.put('small', Buffer.from('second'), headers, over)).toBe('stored')
      expect((await bucket.read('small'))?.body).toEqual(Buffer.from('second'))
      expect((await bucket.read('large'))?.object.sha256).toBe(sha256(large))
      for (const key of ['small', 'large'])
        expect(await keyOfObject(strict, place, key)).toBe(kmsKey)
    })

    it('keeps two prefixes of one bucket apart', async () => {
      useKeys(strict)
      const place = await createBucket(strict)
      const [one, other] = ['one/', 'other/'].map((prefix) => openS3Bucket({ ...place, prefix }))
      await one?.put('a', Buffer.from('1'), headers, create)
      expect(await other?.read('a')).toBeNull()
      expect(await other?.list('')).toEqual([])
      expect(await openS3Bucket(place).list('')).toEqual(['one/a'])
    })

    it('removes more objects than one request takes', async () => {
      const bucket = await open()
      await bucket.put('last', Buffer.from('1'), headers, create)
      const absent = Array.from({ length: 1_200 }, (_, at) => `absent/${at}`)
      await bucket.remove([...absent, 'last'])
      expect(await bucket.list('')).toEqual([])
    })

    it('keeps versions of what it removes, unless all are to go, and those of no other key', async () => {
      useKeys(strict)
      const place = { ...(await createBucket(strict)), prefix: 'academy/' }
      await keepVersions(strict, place)
      const bucket = openS3Bucket(place)
      for (const key of ['a', 'ab']) {
        await bucket.put(key, Buffer.from('first'), headers, create)
        await bucket.remove([key])
        expect(await bucket.put(key, Buffer.from('second'), headers, create)).toBe('stored')
      }
      await bucket.remove(['a'])
      expect(await bucket.read('a')).toBeNull()
      expect(await countVersions(strict, place, 'academy/a')).toBe(4)
      await bucket.remove(['a', 'never-there'], 'all')
      expect(await countVersions(strict, place, 'academy/a')).toBe(0)
      expect(await countVersions(strict, place, 'academy/ab')).toBe(3)
      expect(await bucket.list('')).toEqual(['ab'])
    })

    it('says so where a server that keeps versions knows no condition, and overwrites once they are suspended', async () => {
      useKeys(strict)
      const place = await createBucket(strict)
      const bucket = openS3Bucket(place, { silence: 30_000, wait: async () => {} })
      await bucket.put('a', Buffer.from('first'), headers, create)
      await keepVersions(strict, place)
      const overwrite = async () => {
        const etag = (await bucket.head('a'))?.etag ?? ''
        return bucket.put('a', Buffer.from('second'), headers, { kind: 'match', etag })
      }
      await expect(overwrite()).rejects.toMatchObject({
        code: 'BUCKET',
        message: 'Cannot write `a`: PreconditionFailed',
        hint: expect.stringContaining('suspend'),
      })
      expect((await bucket.read('a'))?.body).toEqual(Buffer.from('first'))
      await keepVersions(strict, place, 'Suspended')
      expect(await overwrite()).toBe('stored')
      expect((await bucket.read('a'))?.body).toEqual(Buffer.from('second'))
    })

    it.each([
      ['a wrong secret', { secretAccessKey: 'wrong-secret' }, 'secret key'],
      ['an unknown key', { accessKeyId: 'unknown-key' }, 'access key'],
    ])('says what to do about %s, and never shows it', async (_, wrong, hint) => {
      const place = await createBucket(strict)
      useKeys({ ...strict, ...wrong })
      const put = openS3Bucket(place).put('a', Buffer.from('1'), headers, create)
      const error = await put.then(
        () => null,
        (failure: unknown) => failure,
      )
      expect(error).toMatchObject({ code: 'BUCKET', hint: expect.stringContaining(hint) })
      expect(String(error)).not.toMatch(/wrong-secret|unknown-key/)
    })

    it('says that a bucket is not there', async () => {
      useKeys(strict)
      const place = { ...anyPlace, bucket: 'hma-never-made', endpoint: strict.endpoint }
      const put = openS3Bucket(place).put('a', Buffer.from('1'), headers, create)
      await expect(put).rejects.toMatchObject({
        code: 'BUCKET',
        message: expect.stringContaining('NoSuchBucket'),
        hint: expect.stringContaining('Make the bucket first'),
      })
    })
  })
}
