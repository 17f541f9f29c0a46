import { createVerify, generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { packBytes } from '../../src/mirror/disk.ts'
import { type Mirror, openMirror } from '../../src/mirror/open-mirror.ts'
import { type RemoteConfig, readRemoteConfig } from '../../src/remote-config.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { type GitServer, openGitServer } from '../support/git-server.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

vi.setConfig({ testTimeout: 120_000 })

let server: GitServer
let source: TestRepository
let place: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'hma-mirror-'))
  source = await createRepository({ 'a.md': 'a\n' })
  await source.commit('Add a')
})
beforeEach(async () => {
  server = await openGitServer()
  await source.git('push', '--quiet', '--force', server.url, 'main')
  return async () => server[Symbol.asyncDispose]()
})
afterAll(async () => {
  await source.dispose()
  await rm(place, { recursive: true })
})

let mirrors = 0

const newDirectory = (): string => {
  mirrors += 1
  return join(place, String(mirrors), 'mirror.git')
}

type Surroundings = {
  readonly directory?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly remote?: Partial<RemoteConfig>
  readonly path?: string
}

const mirrorOf = ({ directory = newDirectory(), ...given }: Surroundings = {}): Mirror =>
  openMirror({
    directory,
    branch: 'main',
    path: given.path ?? process.env.PATH,
    remote: { ...readRemoteConfig({ url: server.url }, given.variables ?? {}), ...given.remote },
  })

const head = (): Promise<string> => source.git('rev-parse', 'main')

/** A commit more, pushed. */
const push = async (...flags: readonly string[]): Promise<string> => {
  const commit = await source.commit('Change nothing')
  await source.git('push', '--quiet', ...flags, server.url, 'main')
  return commit
}

describe('a mirror', () => {
  it('is made, follows the branch and nothing else, and reads as any repository', async () => {
    await source.git('push', '--quiet', server.url, 'main:refs/heads/other', 'main:refs/tags/v1')
    const mirror = mirrorOf()
    const first = await head()
    expect(await mirror.update([])).toEqual({ before: null, commit: first })
    const second = await push()
    expect(await mirror.update([])).toEqual({ before: first, commit: second })
    expect(await mirror.update([])).toEqual({ before: second, commit: second })
    const repository = await openNativeRepository(mirror.directory)
    const found = await repository.resolve({ branch: 'main', commit: null })
    expect(found).toEqual({ commit: second, ref: 'refs/heads/main', warning: null })
    expect(await repository.origin()).toBe(server.url)
    const refs = await readFile(join(mirror.directory, 'HEAD'), 'utf8')
    expect(refs).toBe('ref: refs/heads/main\n')
    expect(existsSync(join(mirror.directory, 'hooks'))).toBe(false)
    expect(await readdir(join(mirror.directory, 'refs', 'heads'))).toEqual(['main'])
    expect(await readdir(join(mirror.directory, 'refs', 'tags'))).toEqual([])
  })

  it('keeps what a forced push took away, and fetches what another machine has recorded of it', async () => {
    const before = await push()
    const mirror = mirrorOf()
    await mirror.update([])
    await source.git('commit', '--quiet', '--amend', '--allow-empty', '--message', 'Another')
    const after = await head()
    await source.git('push', '--quiet', '--force', server.url, 'main')
    expect(await mirror.update([])).toEqual({ before, commit: after })
    const kept = async ({ directory }: Mirror): Promise<readonly string[]> =>
      readdir(join(directory, 'refs', 'hma')).catch(() => [])
    expect(await kept(mirror)).toEqual([before])
    const elsewhere = mirrorOf()
    expect(await elsewhere.update([before, after])).toEqual({ before: null, commit: after })
    expect(await kept(elsewhere)).toEqual([before])
  })

  it('says that the branch is gone and stays as it was, and goes on when it is there again', async () => {
    const mirror = mirrorOf()
    const { commit } = await mirror.update([])
    await source.git('push', '--quiet', server.url, ':main').catch(() => {})
    await rm(join(server.directory, 'refs', 'heads', 'main'), { force: true })
    await expect(mirror.update([])).rejects.toMatchObject({ code: 'REFUSED' })
    const repository = await openNativeRepository(mirror.directory)
    expect((await repository.resolve({ branch: 'main', commit: null })).commit).toBe(commit)
    await source.git('push', '--quiet', server.url, 'main')
    expect((await mirror.update([])).commit).toBe(commit)
  })

  it('is as before where a fetch is cut or its bytes are wrong, and leaves nothing behind (F18)', async () => {
    const mirror = mirrorOf()
    const { commit } = await mirror.update([])
    const next = await push()
    const cut = (request: IncomingMessage, response: ServerResponse): boolean => {
      if (request.method !== 'POST') return false
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
      response.write('0014\u0002begin of a pack', () => response.destroy())
      return true
    }
    const wrong = (request: IncomingMessage, response: ServerResponse): boolean => {
      if (request.method !== 'POST') return false
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
      response.end('000dpackfile\n0015\u0001PACK\u0000\u0000\u0000\u0002nonsense0000')
      return true
    }
    for (const answer of [cut, wrong]) {
      server.next(answer)
      await expect(mirror.update([])).rejects.toMatchObject({ code: 'GIT' })
      const repository = await openNativeRepository(mirror.directory)
      expect((await repository.resolve({ branch: 'main', commit: null })).commit).toBe(commit)
    }
    const files = await readdir(mirror.directory, { recursive: true })
    expect(files.filter((file) => /tmp_|\.lock$/.test(file))).toEqual([])
    expect((await mirror.update([])).commit).toBe(next)
  })

  it('goes on where it was killed: over locks and half a pack, and half a repository', async () => {
    const mirror = mirrorOf()
    await mkdir(join(mirror.directory, 'objects', 'pack'), { recursive: true })
    const left = ['refs/heads/main.lock', 'config.lock', 'objects/pack/tmp_pack_abc']
    await mkdir(join(mirror.directory, 'refs', 'heads'), { recursive: true })
    for (const path of left) await writeFile(join(mirror.directory, path), 'x')
    expect((await mirror.update([])).commit).toBe(await head())
    expect(left.filter((path) => existsSync(join(mirror.directory, path)))).toEqual([])
  })

  it('grows no more once it has come to its bound', async () => {
    await source.write({ 'large.bin': crypto.getRandomValues(new Uint8Array(60_000)) })
    await push()
    const directory = newDirectory()
    await mirrorOf({ directory }).update([])
    const bounded = mirrorOf({ directory, remote: { bytes: 20_000 } })
    await expect(bounded.update([])).rejects.toThrow('would grow above 0.02 MB')
    await source.git('reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('is as before where a fetch outgrows the bound: that is stopped while it comes, and leaves nothing', async () => {
    const directory = newDirectory()
    const mirror = mirrorOf({ directory, remote: { bytes: 1_000_000 } })
    const { commit } = await mirror.update([])
    const before = await readdir(directory, { recursive: true })
    for (let at = 0; at < 40; at += 1)
      await source.write({ [`b${at}.bin`]: crypto.getRandomValues(new Uint8Array(60_000)) })
    const next = await push()
    // It would never end by itself.
    server.stall(1_600_000)
    await expect(mirror.update([])).rejects.toMatchObject({
      code: 'GIT',
      message: 'The mirror would grow above 1 MB.',
      hint: expect.stringContaining('source.remote.megabytes'),
    })
    expect(await readdir(directory, { recursive: true })).toEqual(
      expect.arrayContaining([...before.filter((path) => !path.startsWith('refs/hma'))]),
    )
    expect(await packBytes(directory)).toBeLessThan(100_000)
    const repository = await openNativeRepository(directory)
    expect((await repository.resolve({ branch: 'main', commit: null })).commit).toBe(commit)
    server.stall(Number.POSITIVE_INFINITY)
    const roomier = mirrorOf({ directory, remote: { bytes: 10_000_000 } })
    expect(await roomier.update([])).toEqual({ before: commit, commit: next })
    await source.git('reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('refuses objects that no repository should hold', async () => {
    const before = await head()
    await source.entries([{ name: '.git', content: 'no file' }], 'Add what is no file')
    await source.git('push', '--quiet', server.url, 'main')
    await expect(mirrorOf().update([])).rejects.toMatchObject({ code: 'GIT' })
    await source.git('reset', '--quiet', '--hard', before)
  })

  it('is fetched by one at a time, though several ask', async () => {
    const directory = newDirectory()
    const asked = [1, 2, 3].map(() => mirrorOf({ directory }).update([]))
    const commits = (await Promise.all(asked)).map(({ commit }) => commit)
    expect(new Set(commits)).toEqual(new Set([await head()]))
  })
})

describe('what lets a mirror in', () => {
  /** A `git` that notes what it is started with, and is the real one otherwise. */
  const watched = async (): Promise<{ readonly path: string; readonly log: string }> => {
    const directory = await mkdtemp(join(place, 'bin-'))
    const log = join(directory, 'log')
    const script = `#!/bin/sh\n{ echo "$@"; env; } >> '${log}'\nPATH=\${PATH#*:} exec git "$@"\n`
    await writeFile(join(directory, 'git'), script, { mode: 0o755 })
    return { path: `${directory}:${process.env.PATH}`, log }
  }

  it('is a token that stands in no argument, variable, message or file afterwards', async () => {
    server.want('x-access-token', 'a-secret-token')
    await expect(mirrorOf().update([])).rejects.toMatchObject({ code: 'GIT' })
    const { path, log } = await watched()
    const mirror = mirrorOf({ path, variables: { GIT_TOKEN: 'a-secret-token' } })
    expect((await mirror.update([])).commit).toBe(await head())
    expect(await readFile(log, 'utf8')).toContain('fetch')
    expect(await readFile(log, 'utf8')).not.toContain('a-secret-token')
    const place = join(mirror.directory, '..')
    const files = await readdir(place, { recursive: true, withFileTypes: true })
    for (const file of files.filter((each) => each.isFile()))
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('a-secret')
    const wrong = mirrorOf({ variables: { GIT_TOKEN: 'another-secret' } }).update([])
    const error = (await wrong.catch((each: unknown) => each)) as Error
    expect(`${error.message} ${String(error.cause)}`).not.toContain('another-secret')
    expect(await mirror.lfsToken()).toBe('a-secret-token')
  })

  it('is not sent where a redirect leads to', async () => {
    await using other = await openGitServer()
    other.want('x-access-token', 'a-secret-token')
    server.next((request, response) => {
      response.writeHead(302, { location: `${other.url}${(request.url ?? '').slice(12)}` }).end()
      return true
    })
    const mirror = mirrorOf({ variables: { GIT_TOKEN: 'a-secret-token' } })
    await expect(mirror.update([])).rejects.toMatchObject({ code: 'GIT' })
    expect(other.authorizations.length).toBeGreaterThan(0)
    expect(other.authorizations.every((each) => each === null)).toBe(true)
  })

  it('is a token that an app asks for with its key, once for many fetches', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const keyFile = join(place, 'app.pem')
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const claims: unknown[] = []
    const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
      if (request.url !== '/api/v3/app/installations/42/access_tokens') return false
      const [head = '', claim = '', signature = ''] = (request.headers.authorization ?? '')
        .replace('Bearer ', '')
        .split('.')
      const check = createVerify('RSA-SHA256').update(`${head}.${claim}`)
      claims.push(check.verify(publicKey, signature, 'base64url'))
      claims.push(JSON.parse(Buffer.from(claim, 'base64url').toString()))
      const expires = new Date(Date.now() + 3_600_000).toISOString()
      response.writeHead(201).end(JSON.stringify({ token: 'ghs_secret', expires_at: expires }))
      return true
    }
    server.next(answer)
    const variables = {
      GITHUB_APP_ID: '7',
      GITHUB_APP_INSTALLATION_ID: '42',
      GITHUB_APP_KEY_FILE: keyFile,
    }
    const mirror = mirrorOf({ variables })
    await mirror.update([])
    server.want('x-access-token', 'ghs_secret')
    expect((await mirror.update([])).commit).toBe(await head())
    expect(claims).toEqual([true, expect.objectContaining({ iss: '7' })])
  })

  it('is a key that `ssh` is told by its file, with nothing of the user’s own', async () => {
    const bin = await mkdtemp(join(place, 'ssh-'))
    const log = join(bin, 'log')
    // Stands in for the way to the host: what is asked for there is run here.
    const script = `#!/bin/sh\necho "$@" >> '${log}'\nfor last; do :; done\neval "\${last}"\n`
    await writeFile(join(bin, 'ssh'), script, { mode: 0o755 })
    const remote = readRemoteConfig(
      { url: `ssh://git@git.example.org${server.directory}` },
      { GIT_SSH_KEY_FILE: '/srv/key', GIT_KNOWN_HOSTS_FILE: '/srv/hosts' },
    )
    const mirror = mirrorOf({ remote, path: `${bin}:${process.env.PATH}` })
    expect((await mirror.update([])).commit).toBe(await head())
    const asked = await readFile(log, 'utf8')
    for (const each of ['-F /dev/null', '-i /srv/key', 'UserKnownHostsFile=/srv/hosts'])
      expect(asked).toContain(each)
    expect(asked).toContain('StrictHostKeyChecking=yes')
  })

  it.each([
    ['Host key verification failed.', 'GIT_KNOWN_HOSTS_FILE'],
    ['git@git.example.org: Permission denied (publickey).', 'GIT_SSH_KEY_FILE'],
    ['ssh: Could not resolve hostname git.example.org: No address for it', null],
  ])('says what to do where `ssh` says %j', async (words, hint) => {
    const bin = await mkdtemp(join(place, 'ssh-'))
    await writeFile(join(bin, 'ssh'), `#!/bin/sh\necho '${words}' >&2\nexit 255\n`, { mode: 0o755 })
    const remote = readRemoteConfig(
      { url: 'ssh://git@git.example.org/content.git' },
      { GIT_SSH_KEY_FILE: '/srv/key', GIT_KNOWN_HOSTS_FILE: '/srv/hosts' },
    )
    const mirror = mirrorOf({ remote, path: `${bin}:${process.env.PATH}` })
    await expect(mirror.update([])).rejects.toMatchObject({
      code: 'GIT',
      message: `Cannot fetch the repository: ${words}`,
      hint: hint === null ? '' : expect.stringContaining(hint),
    })
  })

  it.each([{}, { GIT_TOKEN: 'another-token' }])(
    'says what to do where it lets nobody in with %j',
    async (variables) => {
      server.want('x-access-token', 'a-secret-token')
      await expect(mirrorOf({ variables }).update([])).rejects.toMatchObject({
        code: 'GIT',
        hint: expect.stringContaining('GIT_TOKEN'),
      })
    },
  )

  it.each([
    'ext::sh -c touch% /tmp/x',
    'file:///etc',
    '/srv/content.git',
    'http://169.254.169.254/content.git',
    'ssh://-oProxyCommand=touch/x',
    'git@-oProxyCommand=touch:x',
    'https://user:password@example.org/content.git',
    'git://example.org/content.git',
    'https://example.org/a\nb',
    '--upload-pack=touch',
  ])('is refused for %s', (url) => {
    expect(() => readRemoteConfig({ url }, {})).toThrow(/source\.remote\.url/)
  })
})
