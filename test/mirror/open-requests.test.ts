import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packBytes } from '../../src/mirror/disk.ts'
import { openMirror } from '../../src/mirror/open-mirror.ts'
import { readRemoteConfig } from '../../src/remote-config.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { openGitServer } from '../support/git-server.ts'
import { createRepository } from '../support/repository.ts'

/** A host, what is pushed there, and a directory for the mirror. */
const openPlace = async () => {
  const opened = new AsyncDisposableStack()
  const server = opened.use(await openGitServer())
  const source = opened.use(await createRepository({ 'a.md': 'a\n' }))
  const directory = await mkdtemp(join(tmpdir(), 'hma-requests-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  return { server, source, directory, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

it('what requests bring lies beside the mirror, and fills neither it nor the disk', async () => {
  await using place = await openPlace()
  const { server, source, directory } = place
  const base = await source.commit('Add a')
  await source.git('push', '--quiet', server.url, 'main')
  const request = async (number: number, bytes: number): Promise<string> => {
    await source.git('checkout', '--quiet', '--detach', base)
    await source.write({ 'film.mp4': randomBytes(bytes) })
    const commit = await source.commit(`Request ${number}`)
    await source.git('push', '--quiet', server.url, `HEAD:refs/pull/${number}/head`)
    return commit
  }
  const mirror = openMirror({
    directory: join(directory, 'mirror.git'),
    branch: 'main',
    path: process.env.PATH,
    remote: { ...readRemoteConfig({ url: server.url }, {}), bytes: 400_000 },
  })
  await mirror.update([])
  const { requests } = mirror
  const fetch = (number: number, ...besides: readonly string[]) =>
    requests.fetchHead({ provider: 'github', number }, besides)

  const small = await request(1, 250_000)
  const gone = 'e'.repeat(40)
  expect(await fetch(1, gone)).toEqual({ head: small, missing: new Set([gone]) })
  // The branch's commits are not fetched again, and are there.
  const repository = await openNativeRepository(requests.directory)
  expect(await repository.history.mergeBase(small, base)).toBe(base)
  expect(await fetch(99)).toBe(null)

  // It has grown to more than half of its bound, so it is begun anew.
  const next = await request(2, 1_000)
  expect(await fetch(2, small)).toEqual({ head: next, missing: new Set() })
  expect(existsSync(join(requests.directory, 'refs/requests/1'))).toBe(false)

  // What comes faster than its size is looked at goes with the next.
  await request(3, 2_000_000)
  await fetch(3).catch(({ message }) => expect(message).toContain('would grow above 0.4 MB'))
  expect(await fetch(2)).toMatchObject({ head: next })
  expect(await packBytes(requests.directory)).toBeLessThan(400_000)
  await source.git('checkout', '--quiet', 'main')
  const moved = await source.commit('Go on')
  await source.git('push', '--quiet', server.url, 'main')
  expect(await mirror.update([])).toMatchObject({ commit: moved })
})

it('one commit that is gone takes nothing from the others, behind a token too', async () => {
  await using place = await openPlace()
  const { server, source, directory } = place
  const push = (to: string) => source.git('push', '--quiet', server.url, `HEAD:${to}`)
  const base = await source.commit('Add a')
  await push('refs/heads/main')
  await source.write({ 'b.md': 'approved\n' })
  const approved = await source.commit('Add b')
  await push('refs/heads/other')
  await source.git('checkout', '--quiet', '--detach', base)
  await source.write({ 'c.md': 'c\n' })
  const head = await source.commit('Add c')
  await push('refs/pull/1/head')
  const remote = readRemoteConfig({ url: server.url }, { GIT_TOKEN: 'secret' })
  const path = process.env.PATH
  const mirror = openMirror({ directory: join(directory, 'm.git'), branch: 'main', path, remote })
  server.want('x-access-token', 'secret')
  await mirror.update([])
  const gone = 'e'.repeat(40)
  const request = { provider: 'github', number: 1 } as const
  const fetched = await mirror.requests.fetchHead(request, [gone, approved])
  expect(fetched).toEqual({ head, missing: new Set([gone]) })
})
