import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { bucketContract, conditionContract } from './bucket-contract.ts'

const directories: string[] = []
const freshDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bucket-'))
  directories.push(directory)
  return directory
}
afterEach(async () => {
  for (const directory of directories.splice(0))
    await rm(directory, { recursive: true, force: true })
})

const headers = { contentType: 'text/plain', cacheControl: 'no-store' }

const openFresh = async () => openFileBucket(await freshDirectory())
bucketContract('the file bucket', openFresh)
conditionContract('the file bucket', openFresh)

describe('the file bucket', () => {
  it('keeps the bytes of an object in a file of its name', async () => {
    const directory = await freshDirectory()
    await openFileBucket(directory).put('images/a.txt', Buffer.from('hello'), headers, {
      kind: 'create',
    })
    expect(await readFile(join(directory, 'images/a.txt'), 'utf8')).toBe('hello')
  })

  it('finds everything again when it is opened anew', async () => {
    const directory = await freshDirectory()
    await openFileBucket(directory).put('a', Buffer.from('1'), headers, { kind: 'create' })
    expect((await openFileBucket(directory).read('a'))?.object.cacheControl).toBe('no-store')
  })

  it('puts the bytes in their place that a writer left when it was killed, for whoever asks', async () => {
    const directory = await freshDirectory()
    const bucket = openFileBucket(directory)
    await bucket.put('a', Buffer.from('1'), headers, { kind: 'create' })
    const record = await readFile(join(directory, '.bucket/records/a/1.json'), 'utf8')
    const { pending } = JSON.parse(record) as { readonly pending: string }
    await rename(join(directory, 'a'), join(directory, '.bucket/pending', pending))
    expect(await bucket.head('a')).toMatchObject({ size: 1 })
    expect(await readFile(join(directory, 'a'), 'utf8')).toBe('1')
  })

  it('refuses to serve bytes that were changed behind it', async () => {
    const directory = await freshDirectory()
    const bucket = openFileBucket(directory)
    await bucket.put('a', Buffer.from('1'), headers, { kind: 'create' })
    await writeFile(join(directory, 'a'), '2')
    await expect(bucket.read('a')).rejects.toMatchObject({ code: 'ALTERED' })
    const found = await bucket.head('a')
    await expect(found?.open()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'ALTERED',
    })
  })

  it('has no object whose bytes were taken away behind it, and takes it anew', async () => {
    const directory = await freshDirectory()
    const bucket = openFileBucket(directory)
    await bucket.put('a', Buffer.from('1'), headers, { kind: 'create' })
    await rm(join(directory, 'a'))
    expect(await bucket.head('a')).toBeNull()
    expect(await bucket.read('a')).toBeNull()
    expect(await bucket.list('')).toEqual([])
    expect(await bucket.put('a', Buffer.from('1'), headers, { kind: 'create' })).toBe('stored')
    expect((await bucket.read('a'))?.body.toString()).toBe('1')
  })

  it('refuses keys among its own records', async () => {
    const bucket = openFileBucket(await freshDirectory())
    const put = bucket.put('.bucket/records/a', Buffer.from('1'), headers, { kind: 'create' })
    await expect(put).rejects.toMatchObject({ code: 'BUCKET' })
  })

  it('reports what the file system refuses as a failure of the bucket, with its cause', async () => {
    const directory = await freshDirectory()
    await writeFile(join(directory, 'images'), 'a file where a folder belongs')
    const put = openFileBucket(directory).put('images/a', Buffer.from('1'), headers, {
      kind: 'create',
    })
    await expect(put).rejects.toMatchObject({ code: 'BUCKET', cause: { code: 'EEXIST' } })
  })

  it('never shows a reader the headers of one put with the bytes of another', async () => {
    const bucket = openFileBucket(await freshDirectory())
    const put = (n: number, etag: string) =>
      bucket.put(
        'a',
        Buffer.from(`${n}`),
        { contentType: `text/n${n}`, cacheControl: 'no-store' },
        etag === '' ? { kind: 'create' } : { kind: 'match', etag },
      )
    await put(0, '')
    const writing = (async () => {
      for (let n = 1; n <= 60; n++) await put(n, (await bucket.head('a'))?.etag ?? '')
    })()
    let seen = 0
    for (let last = -1; last < 60; seen++) {
      const found = await bucket.read('a')
      last = Number(Buffer.from(found?.body ?? []).toString())
      expect(found?.object.contentType).toBe(`text/n${last}`)
    }
    await writing
    expect(seen).toBeGreaterThan(1)
  })

  it('holds only whole objects after a writer was killed at any moment', async () => {
    const directory = await freshDirectory()
    const program = `
      import { openFileBucket } from ${JSON.stringify(new URL('../../src/bucket/file-bucket.ts', import.meta.url).href)}
      const bucket = openFileBucket(${JSON.stringify(directory)})
      const headers = ${JSON.stringify(headers)}
      for (let n = 0; ; n++) {
        await bucket.put('o/' + process.pid + '-' + n, Buffer.alloc(300_000, n), headers, { kind: 'create' })
        const current = await bucket.head('current')
        await bucket.put('current', Buffer.from(process.pid + '-' + n), headers,
          current === null ? { kind: 'create' } : { kind: 'match', etag: current.etag })
        process.stdout.write('.')
      }`
    const bucket = openFileBucket(directory)
    for (const delay of [0, 1, 2, 3, 5]) {
      const writer = spawn(process.execPath, ['--input-type=module', '--eval', program])
      await once(writer.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, delay))
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      for (const key of await bucket.list('')) {
        expect((await bucket.read(key))?.object.key).toBe(key)
      }
    }
    expect((await bucket.list('o/')).length).toBeGreaterThanOrEqual(5)
    const pointer = Buffer.from((await bucket.read('current'))?.body ?? []).toString()
    expect(await bucket.head(`o/${pointer}`)).not.toBeNull()
  })
})
