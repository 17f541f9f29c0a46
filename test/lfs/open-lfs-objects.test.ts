import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchQuestion } from '../../src/lfs/batch.ts'
import { type LfsPlace, openLfsObjects } from '../../src/lfs/open-lfs-objects.ts'
import { pauseBefore } from '../../src/lfs/request.ts'
import type { LfsPointer } from '../../src/lfs-pointer.ts'
import { oidOf } from '../support/lfs.ts'
import {
  bytes,
  cutAfter,
  type LfsServer,
  openLfsServer,
  silent,
  status,
} from '../support/lfs-server.ts'

let server: LfsServer
let directory: string
beforeAll(async () => {
  server = await openLfsServer()
  directory = await mkdtemp(join(tmpdir(), 'hma-lfs-'))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

let count = 0

/** Puts a file that no other test has on the server. */
const serve = (size = 300_000): { readonly file: Buffer; readonly pointer: LfsPointer } => {
  count += 1
  const file = Buffer.alloc(size, `file ${count} `)
  server.objects.set(oidOf(file), file)
  return { file, pointer: { oid: oidOf(file), size } }
}

/** Files by way of the server, with the waits that were made. */
const open = (place: Partial<LfsPlace> = {}, silence = 10_000) => {
  const waits: number[] = []
  const config = { url: server.url, hosts: [], login: null }
  const login = async () => null
  const objects = openLfsObjects(
    { config, commonDirectory: directory, origin: null, login, variables: {}, ...place },
    { wait: async (time) => void waits.push(time), silence, attempts: 4 },
  )
  const read = async (pointer: LfsPointer, from = 0): Promise<Buffer> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of objects.read(pointer, from)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  return { objects, read, waits }
}

/** What is asked of the server meanwhile: method and path, and the range where there is one. */
const askedWhile = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = server.requests.length
  await work()
  return server.requests
    .slice(before)
    .map(({ asked, range }) => `${asked.split('/')[0]}${range ?? ''}`.trim())
}

const fault = (rule: string, message = '') =>
  expect.objectContaining({
    finding: expect.objectContaining({ rule, message: expect.stringContaining(message) }),
  })

describe('a file from the server', () => {
  it('comes whole, and from any byte on', async () => {
    const { file, pointer } = serve()
    const { read } = open()
    expect((await read(pointer)).equals(file)).toBe(true)
    const asked = await askedWhile(async () =>
      expect((await read(pointer, 299_990)).equals(file.subarray(299_990))).toBe(true),
    )
    expect(asked).toEqual(['GET bytes=299990-'])
  })

  it('goes on where the connection was cut, however often, as long as it comes forward', async () => {
    const { file, pointer } = serve(8_000_000)
    const cuts = Array.from({ length: 6 }, (_, index) => cutAfter((index + 1) * 1_200_000))
    // Without ranges a server begins again, and what was there before is passed over.
    server.next('object', ...cuts)
    const { read, waits } = open()
    expect((await read(pointer)).equals(file)).toBe(true)
    expect(waits.every((wait) => wait <= 500)).toBe(true)
  })

  it('asks for what is missing only, where the server knows ranges', async () => {
    const { file, pointer } = serve()
    server.next('object', cutAfter(100_000))
    const { read } = open()
    const asked = await askedWhile(async () =>
      expect((await read(pointer)).equals(file)).toBe(true),
    )
    expect(asked).toEqual(['POST', 'GET', expect.stringMatching(/^GET bytes=\d+-$/)])
  })

  it('is given up where it does not come forward', async () => {
    const { pointer } = serve()
    server.next('object', cutAfter(10), cutAfter(10), cutAfter(10), cutAfter(10))
    const { read, waits } = open()
    await expect(read(pointer)).rejects.toThrow(fault('LFS_SERVER', 'no answer'))
    expect(waits).toHaveLength(3)
  })

  it('is given up where the server is silent', async () => {
    const { pointer } = serve()
    server.next('object', silent, silent, silent, silent)
    await expect(open({}, 1_000).read(pointer)).rejects.toThrow(fault('LFS_SERVER', 'silent'))
  })

  it('is asked for again under another address where the one before is over', async () => {
    const { file, pointer } = serve()
    server.say(() => ({ expires_in: 3600 }))
    server.next('object', status(403))
    const { read } = open()
    const asked = await askedWhile(async () =>
      expect((await read(pointer)).equals(file)).toBe(true),
    )
    server.say(() => ({}))
    expect(asked).toEqual(['POST', 'GET', 'POST', 'GET'])
  })

  it('ends where a server has nothing from there on', async () => {
    const { pointer } = serve()
    expect(await open().read({ ...pointer, size: 400_000 }, 300_000)).toEqual(Buffer.alloc(0))
  })

  it('stops being read as soon as nobody wants more of it', async () => {
    const { pointer } = serve(50_000_000)
    for await (const chunk of open().objects.read(pointer, 0)) {
      expect(chunk.byteLength).toBeLessThan(10_000_000)
      break
    }
  })
})

describe('redirects', () => {
  it('are followed on the same host', async () => {
    const { file, pointer } = serve()
    const { pathname } = new URL(`${server.url}/objects/${pointer.oid}`)
    server.next('object', status(307, { location: `${pathname}?again` }))
    expect((await open().read(pointer)).equals(file)).toBe(true)
  })

  it('to another host are refused, and nothing is sent there', async () => {
    await using other = await openLfsServer()
    const { pointer } = serve()
    server.say(() => ({ header: { authorization: 'Bearer secret' } }))
    server.next('object', status(302, { location: `${other.url}/objects/${pointer.oid}` }))
    const config = { url: server.url, hosts: [other.host], login: null }
    await expect(open({ config }).read(pointer)).rejects.toThrow(fault('LFS_HREF', other.host))
    server.next('object', status(302, { location: 'http://169.254.169.254/' }))
    await expect(open().read(pointer)).rejects.toThrow(fault('LFS_HREF', '169.254.169.254'))
    server.say(() => ({}))
    expect(other.requests).toEqual([])
  })

  it('in a circle end, and those of the batch API are not followed', async () => {
    const { pointer } = serve()
    const { pathname } = new URL(`${server.url}/objects/${pointer.oid}`)
    server.next('object', ...Array.from({ length: 4 }, () => status(302, { location: pathname })))
    await expect(open().read(pointer)).rejects.toThrow(fault('LFS_HREF'))
    server.next('batch', status(307, { location: `${server.url}/objects/batch` }))
    await expect(open().read(pointer)).rejects.toThrow(fault('LFS_SERVER', '307'))
  })
})

describe('questions to the batch API', () => {
  it('are about many files where many are asked for at once', async () => {
    const served = Array.from({ length: 250 }, () => serve(10))
    const { read } = open()
    const before = server.requests.length
    const files = await Promise.all(served.map(({ pointer }) => read(pointer)))
    expect(files.every((file, index) => served[index]?.file.equals(file))).toBe(true)
    const asked = server.requests.slice(before).filter(({ objects }) => objects > 0)
    expect(asked.reduce((sum, { objects }) => sum + objects, 0)).toBe(250)
    expect(asked.length).toBeLessThan(10)
  })

  it('give one file back where another is missing', async () => {
    const { file, pointer } = serve()
    const { read } = open()
    const missing = { oid: 'ab'.repeat(32), size: 1 }
    const [found, lost] = await Promise.allSettled([read(pointer), read(missing)])
    expect(found.status === 'fulfilled' && found.value.equals(file)).toBe(true)
    expect(lost).toMatchObject({ status: 'rejected', reason: fault('LFS_MISSING') })
  })

  it('wait as long as the server asks for, and are repeated', async () => {
    const { pointer } = serve()
    server.next('batch', status(429, { 'retry-after': '7' }), status(503))
    const { read, waits } = open()
    await read(pointer)
    expect(waits).toEqual([7000, expect.any(Number)])
  })

  it('are given up where the server asks for more than a minute, or always fails', async () => {
    const { pointer } = serve()
    server.next('batch', status(429, { 'retry-after': '3600' }))
    const long = open()
    await expect(long.read(pointer)).rejects.toThrow(fault('LFS_SERVER', '429'))
    expect(long.waits).toEqual([])
    server.next('batch', status(500), status(502), status(503), status(504))
    const failing = open()
    const asked = await askedWhile(async () => {
      await expect(failing.read(pointer)).rejects.toThrow(fault('LFS_SERVER', '504'))
      await expect(failing.read(serve().pointer)).rejects.toThrow(fault('LFS_SERVER', '504'))
    })
    expect(asked).toHaveLength(4)
  })

  it.each([507, 509, 501, 403, 404, 422])('are not repeated after a %i', async (code) => {
    const { pointer } = serve()
    server.next('batch', status(code))
    const { read, waits } = open()
    await expect(read(pointer)).rejects.toThrow(fault('LFS_SERVER', `${code}`))
    expect(waits).toEqual([])
  })

  it('are refused an answer that is none, or too long', async () => {
    const { pointer } = serve()
    server.next('batch', bytes(Buffer.from('<html>Welcome</html>')))
    await expect(open().read(pointer)).rejects.toThrow(fault('LFS_SERVER', 'no list'))
    server.next('batch', bytes(Buffer.alloc(5 * 1024 * 1024, ' ')))
    await expect(open().read(pointer)).rejects.toThrow(fault('LFS_SERVER', 'more than'))
  })
})

describe('where a file is looked for', () => {
  const keep = async (pointer: LfsPointer, file: Uint8Array): Promise<string> => {
    const { oid } = pointer
    const path = join(directory, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, file)
    return path
  }

  it('is first what Git LFS keeps here', async () => {
    const { file, pointer } = serve()
    await keep(pointer, file)
    const { read } = open()
    const asked = await askedWhile(async () => {
      expect((await read(pointer)).equals(file)).toBe(true)
      expect((await read(pointer, 100)).equals(file.subarray(100))).toBe(true)
    })
    expect(asked).toEqual([])
  })

  it('is the server where that is of another size, or a link', async () => {
    const { file, pointer } = serve()
    const path = await keep(pointer, file.subarray(1))
    expect((await open().read(pointer)).equals(file)).toBe(true)
    await rm(path)
    await symlink('/etc/passwd', path)
    expect((await open().read({ ...pointer })).equals(file)).toBe(true)
  })

  it('is nowhere else: without a server the file is missing', async () => {
    const config = { url: null, hosts: [], login: null }
    const { read } = open({ config, origin: '/srv/git/academy.git' })
    await expect(read(serve().pointer)).rejects.toThrow(fault('LFS_MISSING', 'neither'))
  })
})

describe('who we are', () => {
  it('is told to the server alone, once it asks: never with a file, nor in a message', async () => {
    await using locked = await openLfsServer()
    locked.want('ada', 'hunter2')
    const { file, pointer } = serve()
    locked.objects.set(pointer.oid, file)
    const login = { username: 'ada', password: 'hunter2' }
    const config = { url: locked.url, hosts: [], login }
    expect((await open({ config }).read(pointer)).equals(file)).toBe(true)
    expect(
      locked.requests.map(({ authorization }) => authorization?.split(' ')[0] ?? null),
    ).toEqual([null, 'Basic', null])
    const wrong = { ...config, login: { ...login, password: 'hunter3' } }
    const refused = open({ config: wrong }).read(pointer)
    await expect(refused).rejects.toThrow(fault('LFS_SERVER', '401'))
    await expect(refused).rejects.not.toThrow(/hunter/)
  })

  it('is asked for anew where the server lets in no more, as after the hour of a token', async () => {
    await using locked = await openLfsServer()
    const tokens = ['first', 'second', 'second']
    const ask = batchQuestion({
      endpoint: new URL(locked.url),
      hosts: [],
      login: async () => ({ username: 'x-access-token', password: tokens.shift() ?? '' }),
      rules: { wait: async () => {}, silence: 10_000, attempts: 1 },
    })
    const { file, pointer } = serve()
    locked.objects.set(pointer.oid, file)
    for (const token of ['first', 'second']) {
      locked.want('x-access-token', token)
      expect([...(await ask([pointer])).keys()]).toEqual([pointer.oid])
    }
    locked.want('x-access-token', 'third')
    await expect(ask([pointer])).rejects.toThrow(fault('LFS_SERVER', '401'))
    expect(tokens).toEqual([])
  })

  it('is not told to a server that the configuration names', async () => {
    await using locked = await openLfsServer()
    locked.want('x-access-token', 'secret')
    const place = {
      config: { url: locked.url, hosts: [], login: null },
      login: async () => ({ username: 'x-access-token', password: 'secret' }),
    }
    await expect(open(place).read(serve().pointer)).rejects.toThrow(fault('LFS_SERVER', '401'))
    expect(locked.requests.map(({ authorization }) => authorization)).toEqual([null])
  })

  it('goes with a file only where the server itself says so', async () => {
    const { file, pointer } = serve()
    server.say(() => ({ header: { Authorization: 'Bearer one-file' } }))
    expect((await open().read(pointer)).equals(file)).toBe(true)
    server.say(() => ({}))
    expect(server.requests.at(-1)?.authorization).toBe('Bearer one-file')
  })
})

describe('pauseBefore', () => {
  const headers = (value: string) => new Headers({ 'retry-after': value })
  const now = Date.UTC(2026, 0, 1)

  it.each([
    ['5', 5_000],
    ['0', 0],
    ['61', null],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Fri, 02 Jan 2026 00:00:00 GMT', null],
  ])('is what %j asks for', (asked, pause) => {
    expect(pauseBefore(1, headers(asked), now)).toBe(pause)
  })

  it('is up to twice as long each time, and half a minute at most, where nothing is asked', () => {
    for (const [failures, most] of [
      [1, 500],
      [2, 1_000],
      [5, 8_000],
      [20, 30_000],
    ] as const) {
      const pauses = Array.from(
        { length: 200 },
        () => pauseBefore(failures, headers('soon'), now) ?? 0,
      )
      expect(Math.max(...pauses)).toBeLessThanOrEqual(most)
      expect(Math.max(...pauses)).toBeGreaterThan(most / 2)
    }
  })
})
