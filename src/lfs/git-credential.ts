import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import type { LfsLogin } from '../lfs-config.ts'

/**
 * What Git's credential helpers know for an address, as `git credential fill` tells it: as the user who runs this, and
 * outside every repository, so that nothing that was cloned has a say. Null where they know nothing; nobody is asked.
 */
export const gitCredential = (
  { protocol, host, pathname }: URL,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<LfsLogin | null> => {
  const { promise, resolve } = Promise.withResolvers<LfsLogin | null>()
  const env = { ...variables, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', GCM_INTERACTIVE: 'never' }
  const options = { cwd: tmpdir(), env, timeout: 30_000, maxBuffer: 64 * 1024 }
  const child = execFile('git', ['credential', 'fill'], options, (error, stdout) =>
    resolve(error === null ? loginIn(stdout) : null),
  )
  // It may have ended before it was asked; then there is no answer either.
  child.stdin?.on('error', () => {})
  child.stdin?.end(
    `protocol=${protocol.replace(':', '')}\nhost=${host}\npath=${pathname.slice(1)}\n\n`,
  )
  return promise
}

// https://git-scm.com/docs/git-credential#IOFMT
const loginIn = (text: string): LfsLogin | null => {
  const values = new Map(
    text.split('\n').map((line) => {
      const equals = line.indexOf('=')
      return [line.slice(0, equals), line.slice(equals + 1)] as const
    }),
  )
  const [username, password] = [values.get('username'), values.get('password')]
  return username === undefined || password === undefined ? null : { username, password }
}
