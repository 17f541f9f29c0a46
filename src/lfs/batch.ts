import type { LfsLogin } from '../lfs-config.ts'
import type { LfsPointer } from '../lfs-pointer.ts'
import type { MediaFailure } from '../media/media-finding.ts'
import { type AllowedHosts, type DownloadAction, readBatchReply } from './download-action.ts'
import { refusal, unreadable } from './lfs-failure.ts'
import {
  type Answer,
  mayPass,
  persist,
  type RequestRules,
  send,
  type Try,
  textOf,
} from './request.ts'

/** A server of Git LFS, and who we are to it. */
export type LfsServer = AllowedHosts & {
  /** Asked for only when the server wants to know, again where it lets in no more; null where nobody knows. */
  readonly login: () => Promise<LfsLogin | null>
  readonly rules: RequestRules
}

type Answers = ReadonlyMap<string, DownloadAction | MediaFailure>

// A hundred addresses with their signatures take some 200 KB.
const mostText = 4 * 1024 * 1024

const mediaType = 'application/vnd.git-lfs+json'

/**
 * Makes the function that asks a server where to fetch some files. The password goes to this server alone, and only
 * once it has asked for one. The function throws MediaFailure `LFS_SERVER` where there is no answer to all of them.
 */
export const batchQuestion = (
  server: LfsServer,
): ((pointers: readonly LfsPointer[]) => Promise<Answers>) => {
  const { endpoint, rules } = server
  const url = new URL(`${endpoint.href.replace(/\/+$/, '')}/objects/batch`)
  let authorization: string | null = null

  const ask = (body: string): Promise<Answer> => {
    const headers = { accept: mediaType, 'content-type': mediaType }
    const known = authorization === null ? {} : { authorization }
    return send(url, { method: 'POST', headers: { ...headers, ...known }, body }, rules)
  }
  const logIn = async (): Promise<boolean> => {
    const login = await server.login()
    if (login === null) return false
    const { username, password } = login
    const before = authorization
    authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    // A token of an app lets in for an hour, after which there is another.
    return authorization !== before
  }
  const attempt = async (body: string, isLoggedIn = false): Promise<Try<Answers>> => {
    const answer = await ask(body)
    const { status, headers } = answer
    if (status === 200) {
      const text = await textOf(answer, mostText)
      if (text === null) throw unreadable(`more than ${mostText} bytes`)
      return { done: readBatchReply(text, server, Date.now()) }
    }
    answer.close()
    if (status === 401 && !isLoggedIn && (await logIn())) return await attempt(body, true)
    const failure = refusal(endpoint.host, status)
    if (mayPass(status)) return { failure, headers }
    throw failure
  }

  return async (pointers) => {
    const objects = pointers.map(({ oid, size }) => ({ oid, size }))
    const question = { operation: 'download', transfers: ['basic'], hash_algo: 'sha256', objects }
    return await persist(rules, endpoint.host, () => attempt(JSON.stringify(question)))
  }
}
