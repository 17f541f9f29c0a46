import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { previewServer } from '../../src/web/preview-server.ts'

const film = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251))
const headers = { contentType: 'video/mp4', cacheControl: 'public, max-age=60' }
const page = fileURLToPath(new URL('../../examples/reader', import.meta.url))

let directory: string
let bucket: Bucket
let server: Awaited<ReturnType<typeof previewServer>>
let port: number

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hma-preview-'))
  bucket = openFileBucket(directory)
  await bucket.put('videos/film.mp4', film, headers, { kind: 'create' })
  await bucket.put('documents/empty.pdf', new Uint8Array(), headers, { kind: 'create' })
  await bucket.put('decisions/1.json', film, headers, { kind: 'create' })
  server = await previewServer({ bucket, page })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(directory, { recursive: true })
})

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, init)

describe('the preview server', () => {
  it('gives an object with the headers that it was put with', async () => {
    const answer = await get('/videos/film.mp4')
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'cache-control': 'public, max-age=60',
      'content-length': '200000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(film)).toBe(true)
    expect((await get('/documents/empty.pdf')).status).toBe(200)
  })

  it('says of an object that a browser has already that it has not changed', async () => {
    const etag = (await get('/videos/film.mp4')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^".+"$/)
    const again = await get('/videos/film.mp4', { headers: { 'if-none-match': etag } })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0])
  })

  it('gives the part of a film that a player asks for', async () => {
    const part = await get('/videos/film.mp4', { headers: { range: 'bytes=150000-150009' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      'bytes 150000-150009/200000',
    ])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(film.subarray(150_000, 150_010))
    const beyond = await get('/videos/film.mp4', { headers: { range: 'bytes=200000-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */200000'])
  })

  it('gives the page and what belongs to it', async () => {
    const answers = await Promise.all(['/', '/?es', '/main.js', '/reader.css'].map((at) => get(at)))
    expect(answers.map(({ headers: given }) => given.get('content-type'))).toEqual([
      'text/html; charset=utf-8',
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'text/css; charset=utf-8',
    ])
    expect(await answers[0]?.text()).toContain('<title>')
  })

  it.each([
    '/none',
    '/videos/none.mp4',
    '/decisions/1.json',
    '/.bucket/records/documents/empty.pdf/1.json',
    '/..%2F..%2Fetc%2Fpasswd',
    '/videos',
    '//',
    '/%00',
    '/%zz',
    '/README.md',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('takes no other requests than GET and HEAD', async () => {
    const answer = await get('/documents/empty.pdf', { method: 'PUT', body: 'x' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    const head = await get('/videos/film.mp4', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '200000'])
  })

  it('answers nobody who calls this machine by another name', async () => {
    const asked = request({ port, host: '127.0.0.1', path: '/', headers: { host: 'evil.example' } })
    asked.end()
    const [answer] = await once(asked, 'response')
    answer.resume()
    expect(answer.statusCode).toBe(421)
  })

  it('goes on when a player goes away in the midst of an answer', async () => {
    const gone = new AbortController()
    const answer = await get('/videos/film.mp4', { signal: gone.signal })
    await answer.body?.getReader().read()
    gone.abort()
    expect((await get('/videos/film.mp4')).status).toBe(200)
  })

  it('breaks off where an object was altered behind the bucket', async () => {
    await bucket.put('videos/altered.mp4', film, headers, { kind: 'create' })
    await writeFile(join(directory, 'videos/altered.mp4'), film.toReversed())
    await expect(
      get('/videos/altered.mp4').then((answer) => answer.arrayBuffer()),
    ).rejects.toThrow()
  })
})
