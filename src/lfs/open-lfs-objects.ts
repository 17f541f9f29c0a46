import type { LfsConfig, LfsLogin } from '../lfs-config.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import { openDownloads } from './download.ts'
import { endpointOf } from './endpoint.ts'
import { gitCredential } from './git-credential.ts'
import { lfsFailure } from './lfs-failure.ts'
import { readLocally } from './local-store.ts'
import type { RequestRules } from './request.ts'

/** What files in Git LFS are found with. */
export type LfsPlace = {
  readonly config: Pick<LfsConfig, 'url' | 'hosts' | 'login'>
  /** The directory that all work trees of the repository share. */
  readonly commonDirectory: string
  /** Address of the repository's remote; null where it has none. */
  readonly origin: string | null
  /** Who we are to the repository's host, besides; null where nobody knows. */
  readonly login: () => Promise<LfsLogin | null>
  /** In which Git's credential helpers run. */
  readonly variables: Readonly<Record<string, string | undefined>>
}

// Where GitHub keeps the files of all repositories:
// https://docs.github.com/en/actions/reference/runners/github-hosted-runners#communication-requirements-for-github-hosted-runners
const storesOf: Readonly<Record<string, readonly string[]>> = {
  'github.com': ['github-cloud.githubusercontent.com', 'github-cloud.s3.amazonaws.com'],
}

const usual: RequestRules = {
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  silence: 60_000,
  attempts: 5,
}

/** Reads files in Git LFS from where Git LFS keeps them on this machine, else from its server. */
export const openLfsObjects = (place: LfsPlace, rules: RequestRules = usual): LfsObjects => {
  const download = downloads(place, rules)
  return {
    read: async function* (pointer, from) {
      const local = await readLocally(place.commonDirectory, pointer, from)
      if (local !== null) yield* local
      else if (download !== null) yield* download(pointer, from)
      else throw noServer()
    },
  }
}

const downloads = ({ config, origin, variables, ...place }: LfsPlace, rules: RequestRules) => {
  const found = config.url === null ? endpointOf(origin ?? '') : { url: config.url, login: null }
  if (found === null) return null
  const endpoint = new URL(found.url)
  const ofHost = config.url === null ? place.login : async () => null
  const login = async () =>
    config.login ?? found.login ?? (await ofHost()) ?? (await gitCredential(endpoint, variables))
  const hosts = [...config.hosts, ...(storesOf[endpoint.host] ?? [])]
  return openDownloads({ endpoint, hosts, login, rules })
}

const noServer = () =>
  lfsFailure(
    'LFS_MISSING',
    'Expected the file in Git LFS, got neither a copy here nor a server to ask.',
    'Run `git lfs fetch`, or set `source.lfs.url`.',
  )
