import { describe, expect, it } from 'vitest'
import type { ObjectSource } from '../../src/bucket/bucket.ts'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import { largestWhole } from '../../src/bucket/s3-parts.ts'
import { sha256 } from '../../src/identifier.ts'
import { severalAtOnce } from '../../src/several-at-once.ts'
import { type Asked, type Fate, startFaultyS3 } from '../support/faulty-s3.ts'
import { anyPlace, useKeys } from '../support/s3.ts'

const headers = { contentType: 'text/plain', cacheControl: 'no-store' }
const create = { kind: 'create' } as const
const text = (value: string): Uint8Array => Buffer.from(value)

// Milliseconds of silence, where a test is silent.
const aMoment = 1_000

/** A server on which the first requests meet these fates, and all others are served. */
const withFates = (...fates: readonly Fate[]) =>
  startFaultyS3(({ number }) => fates[number] ?? 'served')

const whats = (asked: readonly Asked[]): readonly string[] => asked.map(({ what }) => what)

const large = Buffer.alloc(largestWhole + 5_000_000, 'frame ')
const largeSource = (opened: () => void = () => {}): ObjectSource => ({
  size: large.byteLength,
  sha256: sha256(large),
  open: async function* () {
    opened()
    for (let from = 0; from < large.byteLength; from += 1_000_000)
      yield large.subarray(from, from + 1_000_000)
  },
})

describe('a put into S3, with a server that fails', () => {
  it('outlasts a minute of refusals, with few requests', async () => {
    const clock = { now: 0 }
    await using server = await startFaultyS3(() => (clock.now < 60_000 ? 'busy' : 'served'))
    expect(await server.open({ clock }).put('a', text('1'), headers, create)).toBe('stored')
    expect(server.objects.get('a')?.body.toString()).toBe('1')
    expect(server.asked.length).toBeLessThanOrEqual(14)
  })

  it('gives up in the end, with the reason and as many requests as it says', async () => {
    await using server = await startFaultyS3(() => 'busy')
    await expect(server.open().put('a', text('1'), headers, create)).rejects.toMatchObject({
      code: 'BUCKET',
      message: expect.stringContaining('SlowDown'),
    })
    expect(server.asked).toHaveLength(14)
  })

  it('stores each of many objects once where one request in twenty fails', async () => {
    await using server = await startFaultyS3(({ number }) =>
      number % 20 === 7 ? 'broken' : 'served',
    )
    const bucket = server.open()
    const keys = Array.from({ length: 400 }, (_, at) => `images/${at}`)
    const outcomes = await severalAtOnce(keys, 32, (key) =>
      bucket.put(key, text(key), headers, create),
    )
    expect(new Set(outcomes)).toEqual(new Set(['stored']))
    for (const key of keys) expect(server.objects.get(key)?.body.toString()).toBe(key)
    expect([...server.stored.values()]).toEqual(keys.map(() => 1))
    expect(server.asked.length).toBe(400 + Math.floor((server.asked.length + 12) / 20))
  })

  it.each<Fate>(['lost', 'silent'])(
    'knows its own object again where the answer was %s after it was stored',
    async (fate) => {
      await using server = await withFates(fate)
      const bucket = server.open({ silence: aMoment })
      expect(await bucket.put('a', text('1'), headers, create)).toBe('stored')
      expect(server.stored.get('a')).toBe(1)
      expect(whats(server.asked)).toEqual(['PUT', 'PUT', 'HEAD'])
      expect(await bucket.put('a', text('1'), headers, create)).toBe('exists')
    },
  )

  it('knows its own write over an object again', async () => {
    await using server = await withFates('served', 'served', 'served', 'lost')
    const bucket = server.open()
    await bucket.put('a', text('1'), headers, create)
    const etag = (await bucket.head('a'))?.etag ?? ''
    expect(await bucket.put('a', text('2'), headers, { kind: 'match', etag })).toBe('stored')
    expect(await bucket.put('a', text('3'), headers, { kind: 'match', etag })).toBe('changed')
    expect(server.objects.get('a')?.body.toString()).toBe('2')
  })

  it('tries again where somebody else writes the same key, ten times at most', async () => {
    await using server = await withFates('conflict', 'conflict')
    expect(await server.open().put('a', text('1'), headers, create)).toBe('stored')
    await using busy = await startFaultyS3(() => 'conflict')
    await expect(busy.open().put('a', text('1'), headers, create)).rejects.toMatchObject({
      code: 'BUCKET',
    })
    expect(busy.asked).toHaveLength(10)
  })

  it('opens a source anew for each attempt', async () => {
    let opened = 0
    const small = {
      size: 5,
      sha256: sha256('bytes'),
      open: async function* () {
        opened += 1
        yield text('bytes')
      },
    }
    await using server = await withFates('served', 'busy', 'broken', 'lost')
    expect(await server.open().put('a', small, headers, create)).toBe('stored')
    expect(server.objects.get('a')?.body.toString()).toBe('bytes')
    expect(opened).toBe(4)
  })

  it('says at once that nothing answers', async () => {
    useKeys({ endpoint: '', accessKeyId: 'a', secretAccessKey: 'b' })
    const bucket = openS3Bucket({ ...anyPlace, bucket: 'academy', endpoint: 'http://127.0.0.1:1' })
    await expect(bucket.read('a')).rejects.toMatchObject({
      code: 'BUCKET',
      hint: expect.stringContaining('Nothing answers'),
    })
  })
})

describe('a put in parts, with a server that fails', () => {
  it('sends again only the part that failed, and reads the source once', async () => {
    let opened = 0
    // After HEAD and the beginning come the parts.
    await using server = await withFates('served', 'served', 'lost', 'broken', 'silent')
    const source = largeSource(() => (opened += 1))
    expect(await server.open({ silence: aMoment }).put('a', source, headers, create)).toBe('stored')
    expect(server.objects.get('a')?.body.equals(large)).toBe(true)
    expect(server.objects.get('a')?.headers['x-amz-meta-sha256']).toBe(source.sha256)
    expect(whats(server.asked).filter((what) => what === 'PUT partNumber')).toHaveLength(8)
    expect(opened).toBe(1)
  })

  it('knows its own object again where the answer to its end was lost', async () => {
    const last = ({ what }: Asked): boolean => what === 'POST uploadId'
    let ends = 0
    await using server = await startFaultyS3((asked) =>
      last(asked) && ends++ === 0 ? 'lost' : 'served',
    )
    expect(await server.open().put('a', largeSource(), headers, create)).toBe('stored')
    expect(server.stored.get('a')).toBe(1)
    expect(server.openUploads()).toBe(0)
  })

  it('gives the upload up where a part is never taken, and stores nothing', async () => {
    await using server = await startFaultyS3(({ what }) =>
      what === 'PUT partNumber' ? 'broken' : 'served',
    )
    await expect(server.open().put('a', largeSource(), headers, create)).rejects.toMatchObject({
      code: 'BUCKET',
    })
    expect(server.openUploads()).toBe(0)
    expect(server.objects.has('a')).toBe(false)
    expect(server.asked.length).toBeLessThanOrEqual(3 + 4 * 14)
  })

  it('begins no upload where the object is there', async () => {
    await using server = await withFates()
    const bucket = server.open()
    await bucket.put('a', largeSource(), headers, create)
    const before = server.asked.length
    expect(await bucket.put('a', largeSource(), headers, create)).toBe('exists')
    expect(whats(server.asked.slice(before))).toEqual(['HEAD'])
  })
})

describe('a read from S3, with a server that fails', () => {
  const stored = async (...fates: readonly Fate[]) => {
    const server = await withFates('served', ...fates)
    const bucket = server.open({ silence: aMoment })
    const body = Buffer.alloc(300_000, 'frame ')
    await bucket.put('a', body, headers, create)
    return { server, bucket, body }
  }

  it('asks for the rest of an answer that was cut off', async () => {
    const { server, bucket, body } = await stored('cut', 'busy', 'cut')
    await using _ = server
    expect((await bucket.read('a'))?.body).toEqual(body)
    expect(whats(server.asked)).toEqual(['PUT', 'GET', 'GET', 'GET', 'GET'])
  })

  it('streams an object so, too', async () => {
    const { server, bucket, body } = await stored('served', 'cut', 'silent')
    await using _ = server
    const chunks: Uint8Array[] = []
    for await (const chunk of (await bucket.head('a'))?.open() ?? []) chunks.push(chunk)
    expect(Buffer.concat(chunks)).toEqual(body)
  })

  it('does not join the halves of two objects', async () => {
    const { server, bucket } = await stored('served', 'cut')
    await using _ = server
    const found = await bucket.head('a')
    const chunks = found?.open()[Symbol.asyncIterator]()
    await chunks?.next()
    await bucket.put('a', Buffer.alloc(300_000, 'other '), headers, {
      kind: 'match',
      etag: found?.etag ?? '',
    })
    const rest = async () => {
      while (!(await chunks?.next())?.done);
    }
    await expect(rest()).rejects.toMatchObject({ code: 'ALTERED' })
  })

  it('takes other bytes of the same length for altered', async () => {
    const { server, bucket, body } = await stored()
    await using _ = server
    const { headers = {} } = server.objects.get('a') ?? {}
    server.objects.set('a', { body: Buffer.alloc(body.byteLength, 'other '), headers })
    await expect(bucket.read('a')).rejects.toMatchObject({ code: 'ALTERED' })
  })

  it('takes an object that says no SHA-256 for none of its own', async () => {
    await using server = await withFates()
    server.objects.set('a', { body: Buffer.from('1'), headers: {} })
    await expect(server.open().head('a')).rejects.toMatchObject({
      code: 'ALTERED',
      hint: expect.stringContaining('not written by hma-content'),
    })
  })
})

describe('a removal from S3, with a server that fails', () => {
  const filled = async (fate: (asked: Asked) => Fate) => {
    const server = await startFaultyS3(fate)
    const keys = Array.from({ length: 9 }, (_, at) => `images/${at}`)
    for (const key of keys) server.objects.set(key, { body: Buffer.from(key), headers: {} })
    return { server, keys }
  }

  it('removes again what the server could not remove at once', async () => {
    const { server, keys } = await filled(() => 'partly')
    await using _ = server
    await server.open().remove(keys)
    expect(server.objects.size).toBe(0)
    expect(whats(server.asked)).toEqual([
      'POST delete',
      'POST delete',
      'POST delete',
      'POST delete',
    ])
  })

  it('says of which objects it may not remove them', async () => {
    const { server, keys } = await filled(() => 'denied')
    await using _ = server
    await expect(server.open().remove(keys)).rejects.toMatchObject({
      code: 'BUCKET',
      message:
        'Cannot remove 9 of 9 objects: `images/0` (AccessDenied), `images/1` (AccessDenied), `images/2` (AccessDenied), …',
      hint: expect.stringContaining('s3:DeleteObject'),
    })
    expect(server.asked).toHaveLength(1)
  })
})
