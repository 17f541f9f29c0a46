import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bucket, ObjectHeaders } from '../../src/bucket/bucket.ts'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { headersMark } from '../../src/bucket/headers-mark.ts'
import { rememberingBucket } from '../../src/bucket/remembering-bucket.ts'
import type { Database } from '../../src/database/database.ts'
import { openKnownObjects, readKnownObjects } from '../../src/database/known-objects.ts'
import { sha256 } from '../../src/identifier.ts'
import { refreshHeaders } from '../../src/line/refresh-headers.ts'
import { headersDigest, immutableHeaders } from '../../src/media/object-headers.ts'
import { writePointer } from '../../src/publish/write-pointer.ts'
import { severalAtOnce } from '../../src/several-at-once.ts'
import { openTestDatabase } from '../support/database.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { startFaultyS3 } from '../support/faulty-s3.ts'

let database: Database
let directory: string
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyDatabase(database)
  directory = await mkdtemp(join(tmpdir(), 'hma-bucket-'))
})
afterEach(() => rm(directory, { recursive: true }))

const create = { kind: 'create' } as const
const address = 'file:bucket'

/** The bucket as a run opens it, and what the run asks of the store behind it. */
const open = (store: Bucket = openFileBucket(directory), cacheTag: string | null = null) => {
  const asked: string[] = []
  const hear =
    <A extends readonly unknown[], R>(verb: string, act: (...given: A) => R) =>
    (...given: A): R => {
      const said = given.filter((one) => typeof one === 'string' || Array.isArray(one))
      asked.push([verb, ...said].join(' ').trim())
      return act(...given)
    }
  const bucket: Bucket = {
    put: hear('put', store.put),
    head: hear('head', store.head),
    read: hear('read', store.read),
    list: hear('list', store.list),
    remove: hear('remove', store.remove),
  }
  const digest = headersDigest(cacheTag)
  const known = openKnownObjects(database, address, digest)
  const mark = (headers: ObjectHeaders) => headersMark(headers, cacheTag)
  return {
    bucket: rememberingBucket({ bucket, known, mark }),
    store,
    asked,
    place: { address, digest, mark },
  }
}

const documentOf = (text: string) => ({
  key: `lessons/${sha256(text)}.json`,
  body: Buffer.from(text),
})
const put = (bucket: Bucket, text: string, tags: readonly string[] = []) => {
  const { key, body } = documentOf(text)
  return bucket.put(key, body, immutableHeaders(key, tags), create)
}
const point = (bucket: Bucket) =>
  writePointer(bucket, { sequence: 1, root: 'releases/1.json', commit: 'a'.repeat(40) })
const keys = async () => (await readKnownObjects(database, address, null)).map(({ key }) => key)

describe('a bucket that remembers', () => {
  it('asks nothing about an object that it has put in an earlier run', async () => {
    const first = open()
    expect(await put(first.bucket, 'one')).toBe('stored')
    await point(first.bucket)
    const second = open()
    expect(await put(second.bucket, 'one')).toBe('exists')
    expect(await put(second.bucket, 'one')).toBe('exists')
    expect(second.asked).toEqual(['head releases/current.json'])
  })

  it('notes many objects that are put at the same time', async () => {
    const { bucket } = open()
    const texts = Array.from({ length: 300 }, (_, at) => `${at % 250}`)
    const outcomes = await severalAtOnce(texts, 32, (text) => put(bucket, text))
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(250)
    expect(await keys()).toHaveLength(250)
    const [row] = await readKnownObjects(database, address, [documentOf('7').key])
    expect(row).toMatchObject({ sha256: sha256('7'), size: 1, cacheTags: [] })
  })

  it('finds an object that a run had put when it was killed, and notes it', async () => {
    const { bucket, store, asked } = open()
    const { key, body } = documentOf('one')
    await put(bucket, 'another')
    await store.put(key, body, immutableHeaders(key), create)
    asked.length = 0
    expect(await put(bucket, 'one')).toBe('exists')
    expect(asked).toEqual([`put ${key}`, `head ${key}`])
    expect(await keys()).toContain(key)
  })

  it('takes a list for what a bucket holds where the database was lost', async () => {
    const first = open()
    await put(first.bucket, 'one')
    await first.bucket.put(
      'renditions/x.json',
      Buffer.from('{}'),
      immutableHeaders('x.json'),
      create,
    )
    await point(first.bucket)
    await emptyDatabase(database)
    const { bucket, asked } = open()
    expect(await put(bucket, 'one')).toBe('exists')
    expect(asked).toEqual(['list'])
    expect(await keys()).toEqual([documentOf('one').key])
  })

  it('lists again where the bucket was lost, and puts what is not there', async () => {
    const first = open()
    await put(first.bucket, 'one')
    await point(first.bucket)
    await rm(directory, { recursive: true })
    const { bucket, store } = open()
    expect(await put(bucket, 'one')).toBe('stored')
    expect(await store.list('lessons/')).toHaveLength(1)
  })

  it('looks again where it could not be asked at first, as a worker goes on', async () => {
    const { store } = open()
    let isAway = true
    const list: Bucket['list'] = async (...given) => {
      if (isAway) throw new Error('away')
      return store.list(...given)
    }
    const { bucket } = open({ ...store, list })
    await expect(put(bucket, 'one')).rejects.toThrow('away')
    isAway = false
    expect(await put(bucket, 'one')).toBe('stored')
  })

  it('puts again what it has removed, with all its versions', async () => {
    const { bucket, asked } = open()
    await put(bucket, 'one')
    asked.length = 0
    await bucket.remove([documentOf('one').key], 'all')
    expect(asked).toEqual([`remove ${documentOf('one').key} all`])
    expect(await put(bucket, 'one')).toBe('stored')
  })

  it('puts again what it has looked for and not found', async () => {
    const { bucket, store } = open()
    const { key } = documentOf('one')
    await put(bucket, 'one')
    await store.remove([key])
    expect(await put(bucket, 'one')).toBe('exists')
    expect(await bucket.head(key)).toBeNull()
    expect(await put(bucket, 'one')).toBe('stored')
    expect(await put(bucket, 'one')).toBe('exists')
  })

  it('puts an object anew where its key holds other bytes', async () => {
    const { bucket, store } = open()
    const { key, body } = documentOf('one')
    await put(bucket, 'another')
    await store.put(key, Buffer.from('other'), immutableHeaders(key), create)
    expect(await put(bucket, 'one')).toBe('stored')
    expect((await store.read(key))?.body).toEqual(body)
  })

  it('leaves alone what may change, and what is written on another condition', async () => {
    const { bucket, asked } = open()
    const headers = { contentType: 'text/plain', cacheControl: 'no-cache' }
    await bucket.put('a', Buffer.from('1'), headers, create)
    const etag = (await bucket.head('a'))?.etag ?? ''
    await bucket.put('a', Buffer.from('2'), headers, { kind: 'match', etag })
    expect(asked).toEqual(['put a', 'head a', 'put a'])
    expect(await keys()).toEqual([])
  })
})

describe('headers that have changed', () => {
  it('are seen when the object is put again', async () => {
    const first = open()
    await put(first.bucket, 'one', ['item-1'])
    await point(first.bucket)
    const { bucket, store } = open()
    const { key, body } = documentOf('one')
    const headers = { ...immutableHeaders(key), contentType: 'application/ld+json' }
    expect(await bucket.put(key, body, headers, create)).toBe('stored')
    expect(await store.head(key)).toMatchObject({ contentType: 'application/ld+json' })
  })

  it('are put to all objects that have the former ones, and to no other', async () => {
    await using server = await startFaultyS3(() => 'served')
    const first = open(server.open({ cacheTag: null }))
    await put(first.bucket, 'one', ['item-1'])
    await put(first.bucket, 'two')
    await point(first.bucket)
    const { key } = documentOf('one')
    expect(server.objects.get(key)?.headers).not.toHaveProperty('x-amz-meta-cache-tag')
    const second = open(server.open({ cacheTag: 'cache-tag' }), 'cache-tag')
    expect(await refreshHeaders({ database, bucket: second.bucket }, second.place)).toBe(1)
    expect(server.objects.get(key)?.headers).toMatchObject({ 'x-amz-meta-cache-tag': 'item-1' })
    expect(server.stored.get(documentOf('two').key)).toBe(1)
    second.asked.length = 0
    expect(await put(second.bucket, 'one', ['item-1'])).toBe('exists')
    expect(second.asked).toEqual([])
  })

  it('are looked for on objects that were merely listed', async () => {
    const { store } = open()
    const one = documentOf('one')
    const two = documentOf('two')
    await store.put(
      one.key,
      one.body,
      { contentType: 'text/plain', cacheControl: 'no-cache' },
      create,
    )
    await store.put(two.key, two.body, immutableHeaders(two.key, ['item-2']), create)
    const { bucket, place } = open()
    await put(bucket, 'three')
    expect(await refreshHeaders({ database, bucket }, place)).toBe(1)
    expect(await store.head(one.key)).toMatchObject(immutableHeaders(one.key))
    expect(await store.head(two.key)).toMatchObject({ cacheTags: ['item-2'] })
    expect((await store.read(one.key))?.body).toEqual(one.body)
  })

  it('leave what is gone or altered to `verify`', async () => {
    const { bucket, store, place } = open()
    await put(bucket, 'one')
    await put(bucket, 'two')
    await database.query("update pipeline.objects set headers = 'of before'")
    await store.remove([documentOf('one').key])
    await writeFile(join(directory, documentOf('two').key), 'else')
    expect(await refreshHeaders({ database, bucket }, place)).toBe(0)
    expect(await keys()).toEqual([documentOf('two').key])
  })
})
