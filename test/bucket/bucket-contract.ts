import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bucket, ObjectHeaders, ObjectSource } from '../../src/bucket/bucket.ts'
import { ContentError } from '../../src/errors.ts'
import { sha256 } from '../../src/identifier.ts'

const headers: ObjectHeaders = {
  contentType: 'application/json',
  cacheControl: 'public, max-age=31536000, immutable',
  cacheTags: ['item-1', 'source-2'],
}
const text = (value: string): Uint8Array => Buffer.from(value)
const create = { kind: 'create' } as const

const source = (
  chunks: () => AsyncIterable<Uint8Array>,
  promised: Pick<ObjectSource, 'size' | 'sha256'>,
): ObjectSource => ({ ...promised, open: chunks })

const movie = Buffer.alloc(900_001, 'frame ')
const moviePromise = { size: movie.byteLength, sha256: sha256(movie) }
const movieChunks = async function* () {
  for (let from = 0; from < movie.byteLength; from += 70_000)
    yield movie.subarray(from, from + 70_000)
}
const gathered = async (object: ObjectSource | null): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of object?.open() ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What every adapter of the bucket port must do, but for the conditions of writes; `open` gives an empty bucket. */
export const bucketContract = (name: string, open: () => Promise<Bucket>): void => {
  describe(`${name} keeps the bucket contract`, () => {
    it('reads back the bytes, headers, size and SHA-256 that were put', async () => {
      const bucket = await open()
      const body = Buffer.from([0, 255, 10, 13, 0])
      expect(await bucket.put('images/a.bin', body, headers, create)).toBe('stored')
      const found = await bucket.read('images/a.bin')
      expect(Buffer.from(found?.body ?? [])).toEqual(body)
      expect(found?.object).toEqual({
        ...headers,
        key: 'images/a.bin',
        size: 5,
        sha256: sha256(body),
        etag: expect.stringMatching(/./),
      })
      expect(await bucket.head('images/a.bin')).toEqual({
        ...found?.object,
        open: expect.any(Function),
      })
    })

    it('takes bytes from a source, gives them out as one, and copies so', async () => {
      const bucket = await open()
      const opened = { ...moviePromise, open: movieChunks }
      expect(await bucket.put('videos/a.mp4', opened, headers, create)).toBe('stored')
      const found = await bucket.head('videos/a.mp4')
      expect(found).toMatchObject({ ...headers, ...moviePromise })
      expect((await gathered(found)).equals(movie)).toBe(true)
      expect((await gathered(found)).equals(movie)).toBe(true)
      if (found !== null) await bucket.put('videos/b.mp4', found, headers, create)
      expect((await bucket.read('videos/b.mp4'))?.body).toEqual(movie)
    })

    it('takes a source without bytes', async () => {
      const bucket = await open()
      const nothing = source(async function* () {}, { size: 0, sha256: sha256('') })
      expect(await bucket.put('empty', nothing, headers, create)).toBe('stored')
      expect(await gathered(await bucket.head('empty'))).toEqual(Buffer.alloc(0))
    })

    const half = movie.subarray(0, 450_000)
    it.each<[string, () => AsyncIterable<Uint8Array>, string]>([
      [
        'gives other bytes',
        async function* () {
          yield Buffer.alloc(movie.byteLength)
        },
        'BODY_HASH',
      ],
      [
        'ends early',
        async function* () {
          yield half
        },
        'BODY_SIZE',
      ],
      ['gives nothing', async function* () {}, 'BODY_SIZE'],
      [
        'gives one byte more',
        async function* () {
          yield movie
          yield Buffer.alloc(1)
        },
        'BODY_SIZE',
      ],
      [
        'fails in the middle',
        async function* () {
          yield half
          throw new ContentError('REF', 'The source is gone.')
        },
        'REF',
      ],
    ])('keeps nothing of a source that %s', async (_, chunks, code) => {
      const bucket = await open()
      const put = bucket.put('videos/a.mp4', source(chunks, moviePromise), headers, create)
      await expect(put).rejects.toMatchObject({ code })
      expect(await bucket.head('videos/a.mp4')).toBeNull()
      expect(await bucket.list('')).toEqual([])
    })

    it('holds empty objects', async () => {
      const bucket = await open()
      await bucket.put('empty', new Uint8Array(), headers, create)
      expect((await bucket.read('empty'))?.body.byteLength).toBe(0)
    })

    it('answers null for what is not there', async () => {
      const bucket = await open()
      expect(await bucket.head('a/b')).toBeNull()
      expect(await bucket.read('a/b')).toBeNull()
      expect(await bucket.list('')).toEqual([])
    })

    it('gives another etag when only the headers change', async () => {
      const bucket = await open()
      await bucket.put('a', text('1'), headers, create)
      const etag = (await bucket.head('a'))?.etag ?? ''
      await bucket.put(
        'a',
        text('1'),
        { ...headers, cacheControl: 'no-store' },
        { kind: 'match', etag },
      )
      const after = await bucket.head('a')
      expect(after?.cacheControl).toBe('no-store')
      expect(after?.etag).not.toBe(etag)
    })

    it('lists the keys under a prefix in code-unit order', async () => {
      const bucket = await open()
      const keys = ['b', 'a/z', 'a/B', 'a-c', 'a/é', 'a/b/c', 'ab/x']
      for (const key of keys) await bucket.put(key, text(key), headers, create)
      expect(await bucket.list('')).toEqual([...keys].sort())
      expect(await bucket.list('a/')).toEqual(['a/B', 'a/b/c', 'a/z', 'a/é'])
      expect(await bucket.list('a')).toEqual(['a-c', 'a/B', 'a/b/c', 'a/z', 'a/é', 'ab/x'])
      expect(await bucket.list('a/b')).toEqual(['a/b/c'])
      expect(await bucket.list('nothing/')).toEqual([])
    })

    it('removes objects, minds no absent ones, and lets the key be created again', async () => {
      const bucket = await open()
      await bucket.put('a/1', text('1'), headers, create)
      await bucket.put('a/2', text('2'), headers, create)
      await bucket.remove(['a/1', 'never-there'])
      expect(await bucket.list('')).toEqual(['a/2'])
      expect(await bucket.read('a/1')).toBeNull()
      expect(await bucket.put('a/1', text('new'), headers, create)).toBe('stored')
    })

    it.each([
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      './a',
      'a\\b',
      'a\nb',
      'a\0',
      'x'.repeat(1025),
    ])('refuses the key %j', async (key) => {
      const bucket = await open()
      await expect(bucket.put(key, text('1'), headers, create)).rejects.toMatchObject({
        code: 'BUCKET',
      })
      await expect(bucket.read(key)).rejects.toMatchObject({ code: 'BUCKET' })
      await expect(bucket.head(key)).rejects.toMatchObject({ code: 'BUCKET' })
      await expect(bucket.remove([key])).rejects.toMatchObject({ code: 'BUCKET' })
    })
  })
}

/** What publishing needs and a server that ignores conditions cannot do: conditional writes, and forgetting what was cut. */
export const conditionContract = (name: string, open: () => Promise<Bucket>): void => {
  describe(`${name} writes on conditions`, () => {
    it('keeps nothing of a source that never ends, some of which was sent', async () => {
      const bucket = await open()
      const endless = async function* () {
        for (;;) yield movie.subarray(0, 450_000)
      }
      const put = bucket.put('videos/a.mp4', { ...moviePromise, open: endless }, headers, create)
      await expect(put).rejects.toMatchObject({ code: 'BODY_SIZE' })
      expect(await bucket.head('videos/a.mp4')).toBeNull()
      expect(await bucket.list('')).toEqual([])
    })

    it('refuses to create over an object and leaves it as it was', async () => {
      const bucket = await open()
      await bucket.put('a', text('first'), headers, create)
      expect(await bucket.put('a', text('second'), headers, create)).toBe('exists')
      expect(Buffer.from((await bucket.read('a'))?.body ?? []).toString()).toBe('first')
    })

    it('overwrites only the object with the given etag', async () => {
      const bucket = await open()
      expect(await bucket.put('a', text('0'), headers, { kind: 'match', etag: 'x' })).toBe(
        'changed',
      )
      await bucket.put('a', text('1'), headers, create)
      const etag = (await bucket.head('a'))?.etag ?? ''
      expect(await bucket.put('a', text('2'), headers, { kind: 'match', etag })).toBe('stored')
      expect(await bucket.put('a', text('3'), headers, { kind: 'match', etag })).toBe('changed')
      expect(Buffer.from((await bucket.read('a'))?.body ?? []).toString()).toBe('2')
    })

    it('leaves an object as it was where the source that should follow it is another', async () => {
      const bucket = await open()
      await bucket.put('a', text('first'), headers, create)
      const etag = (await bucket.head('a'))?.etag ?? ''
      const wrong = source(movieChunks, { ...moviePromise, sha256: sha256('another') })
      const put = bucket.put('a', wrong, headers, { kind: 'match', etag })
      await expect(put).rejects.toMatchObject({ code: 'BODY_HASH' })
      expect((await bucket.read('a'))?.body).toEqual(text('first'))
    })

    it('lets exactly one of many concurrent creates win', async () => {
      const bucket = await open()
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => bucket.put('a', text(`${n}`), headers, create)),
      )
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1)
      const winner = `${outcomes.indexOf('stored')}`
      expect(Buffer.from((await bucket.read('a'))?.body ?? []).toString()).toBe(winner)
    })

    it('loses no update when many writers count up by etag', async () => {
      const bucket = await open()
      await bucket.put('n', text('0'), headers, create)
      const increment = async (): Promise<void> => {
        const found = await bucket.read('n')
        const next = text(`${Number(Buffer.from(found?.body ?? []).toString()) + 1}`)
        const etag = found?.object.etag ?? ''
        const outcome = await bucket.put('n', next, headers, { kind: 'match', etag })
        if (outcome === 'changed') await increment()
      }
      await Promise.all(Array.from({ length: 12 }, increment))
      expect(Buffer.from((await bucket.read('n'))?.body ?? []).toString()).toBe('12')
    })

    it('behaves like a map for any sequence of creates, overwrites and removals', async () => {
      const step = fc.record({
        verb: fc.constantFrom<Verb>('create', 'match', 'remove'),
        key: fc.constantFrom('a', 'b/c', 'b/d'),
        value: fc.string({ maxLength: 8 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const bucket = await open()
          const model = new Map<string, string>()
          for (const { verb, key, value } of steps) {
            expect(await act(bucket, verb, key, value)).toBe(expected(model, verb, key, value))
          }
          expect(await bucket.list('')).toEqual([...model.keys()].sort())
          for (const [key, value] of model) {
            expect(Buffer.from((await bucket.read(key))?.body ?? [])).toEqual(Buffer.from(value))
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}

type Verb = 'create' | 'match' | 'remove'

const act = async (bucket: Bucket, verb: Verb, key: string, value: string): Promise<boolean> => {
  if (verb === 'create') return (await bucket.put(key, text(value), headers, create)) === 'stored'
  const etag = (await bucket.head(key))?.etag
  if (verb === 'remove') await bucket.remove([key])
  if (verb === 'remove' || etag === undefined) return etag !== undefined
  return (await bucket.put(key, text(value), headers, { kind: 'match', etag })) === 'stored'
}

const expected = (model: Map<string, string>, verb: Verb, key: string, value: string): boolean => {
  if (verb === 'remove') return model.delete(key)
  const free = model.has(key) === (verb === 'match')
  if (free) model.set(key, value)
  return free
}
