import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitEnvironment } from '../source/git.ts'
import { readGit } from '../source/git-stream.ts'
import { checkBranch } from '../source/reference.ts'
import { fetchError, noBranch, withSettings } from './fetch-refs.ts'
import { loginSource, withAccess } from './git-access.ts'
import type { MirrorPlace } from './open-mirror.ts'

/**
 * The commit that a branch is at where it is fetched from; nothing is fetched, and no mirror is needed.
 * @throws ContentError `REFUSED` where the branch is not there, `GIT` where nobody answers or the access does not let in
 */
export const askRemote = async ({
  remote,
  branch,
  path,
}: Pick<MirrorPlace, 'remote' | 'branch' | 'path'>): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-remote-'))
  const place = { directory, environment: gitEnvironment(path) }
  const head = `refs/heads/${checkBranch(branch)}`
  const access = { remote, login: loginSource(remote), directory: join(directory, 'access') }
  try {
    const listed = await withAccess(access, (environment) =>
      readGit(withSettings(place, environment), [
        ...patience,
        'ls-remote',
        '--end-of-options',
        remote.url,
        head,
      ]),
    )
    const [commit] = listed.toString().split('\t')
    if (!commit) throw noBranch(branch)
    return commit
  } catch (error) {
    throw fetchError(error, remote, head)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

// In seconds; a host that is silent for as long is not waited for. `ssh` has such settings of its own.
const patience = ['http.lowSpeedLimit=1', 'http.lowSpeedTime=15'].flatMap((each) => ['-c', each])
