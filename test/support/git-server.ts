import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A bare repository that Git's own `http-backend` serves, as a host would. */
export type GitServer = AsyncDisposable & {
  /** Address of the repository. */
  readonly url: string
  /** The bare repository itself. */
  readonly directory: string
  /** `Authorization` of every request, null where there was none. */
  readonly authorizations: readonly (string | null)[]
  /** From now on only these are let in. */
  readonly want: (username: string, password: string) => void
  /** Answers the next requests in place of Git. */
  readonly next: (answer: GitAnswer) => void
  /** From now on answers stop after so many bytes, and their connections stay open. */
  readonly stall: (bytes: number) => void
}

/** Answers a request; true where it did, false to leave it to Git. */
export type GitAnswer = (request: IncomingMessage, response: ServerResponse) => boolean

/** Starts it on loopback with an empty repository, into which `git push` writes. */
export const openGitServer = async (): Promise<GitServer> => {
  const root = await mkdtemp(join(tmpdir(), 'hma-git-server-'))
  const directory = join(root, 'content.git')
  await git('init', '--quiet', '--bare', '--initial-branch=main', directory)
  for (const setting of ['http.receivepack=true', 'uploadpack.allowAnySHA1InWant=true'])
    await git('-C', directory, 'config', ...setting.split('='))
  const authorizations: (string | null)[] = []
  let wanted: string | null = null
  let answer: GitAnswer | null = null
  let most = Number.POSITIVE_INFINITY
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    authorizations.push(authorization ?? null)
    if (wanted !== null && authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    if (answer?.(request, response) !== true) backend(root, request, response, most)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/content.git`,
    directory,
    authorizations,
    want: (username, password) => {
      wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    },
    next: (given) => {
      answer = (request, response) => {
        if (!given(request, response)) return false
        answer = null
        return true
      }
    },
    stall: (bytes) => {
      most = bytes
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

const git = (...args: readonly string[]): Promise<unknown> =>
  promisify(execFile)('git', [...args], { env: environment })

const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** One request by CGI (RFC 3875): what Git prints is a few headers, an empty line, and the body. */
const backend = (
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  most: number,
): void => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
  })
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  let head = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    child.stdout.off('data', onData)
    const lines = head.subarray(0, end).toString().split('\r\n')
    const headers = lines.map((line) => line.split(': ') as [string, string])
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200'
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers))
    response.write(head.subarray(end + 4))
    let sent = 0
    child.stdout.on('data', (chunk: Buffer) => {
      response.write(chunk.subarray(0, Math.max(0, most - sent)))
      sent += chunk.length
    })
    child.on('close', () => sent <= most && response.end())
  }
  child.stdout.on('data', onData)
}
