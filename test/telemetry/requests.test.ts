import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openaiEmbedder } from '../../src/embed/openai-embedder.ts'
import { events, type ProgramEvent } from '../../src/event.ts'
import { openLfsObjects } from '../../src/lfs/open-lfs-objects.ts'
import { startFaultyS3 } from '../support/faulty-s3.ts'
import { oidOf } from '../support/lfs.ts'
import { cutAfter, openLfsServer } from '../support/lfs-server.ts'
import { openOpenaiServer } from '../support/openai-server.ts'

type Request = Extract<ProgramEvent, { kind: 'request' }>

/** The requests that are told of meanwhile: operation, status, bytes sent and received. */
const toldWhile = async (work: () => Promise<unknown>) => {
  const told: Request[] = []
  const hear = (message: unknown): void => {
    const event = message as ProgramEvent
    if (event.kind === 'request') told.push(event)
  }
  events.subscribe(hear)
  try {
    await work()
  } finally {
    events.unsubscribe(hear)
  }
  for (const { seconds } of told) expect(seconds).toBeGreaterThan(0)
  return told.map(({ operation, status, sent, received }) => [operation, status, sent, received])
}

it('each to S3 is told of, failed or not, with the bytes of its body', async () => {
  await using server = await startFaultyS3(({ number }) => (number === 0 ? 'busy' : 'served'))
  const bucket = server.open()
  const headers = { contentType: 'text/plain', cacheControl: 'no-store' }
  const told = await toldWhile(async () => {
    await bucket.put('a', Buffer.from('twelve bytes'), headers, { kind: 'create' })
    await bucket.read('a')
    await bucket.head('b')
  })
  expect(told).toEqual([
    ['PutObject', 503, 12, 0],
    ['PutObject', 200, 12, expect.any(Number)],
    ['GetObject', 200, 0, 12],
    ['HeadObject', 404, 0, 0],
  ])
})

it('each to a Git LFS server is told of once it ends, with what came before it was cut', async () => {
  await using server = await openLfsServer()
  const file = Buffer.alloc(300_000, 'frame ')
  server.objects.set(oidOf(file), file)
  const directory = await mkdtemp(join(tmpdir(), 'hma-requests-'))
  server.next('object', cutAfter(100_000))
  const objects = openLfsObjects(
    {
      config: { url: server.url, hosts: [], login: null },
      commonDirectory: directory,
      origin: null,
      login: async () => null,
      variables: {},
    },
    { wait: async () => {}, silence: 10_000, attempts: 4 },
  )
  const told = await toldWhile(async () => {
    for await (const _ of objects.read({ oid: oidOf(file), size: file.byteLength }, 0)) {
    }
  })
  await rm(directory, { recursive: true })
  expect(told.map(([operation, status]) => [operation, status])).toEqual([
    ['POST', 200],
    ['GET', 200],
    ['GET', 206],
  ])
  const downloads = told.slice(1).map(([, , , received]) => Number(received))
  expect(downloads.reduce((sum, each) => sum + each, 0)).toBe(file.byteLength)
})

it('each to the embedding service is told of, tried again or not', async () => {
  await using server = await openOpenaiServer()
  server.fail((request) => (request === 0 ? 'error' : 'none'))
  const { baseUrl } = server
  const model = 'text-embedding-ada-002'
  const account = {
    apiKey: 'sk-x',
    baseUrl,
    model,
    organization: null,
    project: null,
    apiVersion: null,
  }
  const embedder = openaiEmbedder(account)
  const told = await toldWhile(() => embedder.embed(['Wind', 'Dusk']))
  expect(told).toEqual([
    ['embed', 500, 8, 0],
    ['embed', 200, 8, expect.any(Number)],
  ])
})
