import type { Config } from './config.ts'
import type { LfsLogin } from './lfs-config.ts'
import type { LfsObjects } from './media/lfs-objects.ts'
import type { Repository } from './source/repository.ts'

/**
 * The files of a repository that are in Git LFS; nothing is looked for before the first of them is read. `login` is who we
 * are to the repository's host, where neither the configuration nor its address says so. The only place where their adapter is chosen.
 */
export const openLfs = (
  { lfs }: Pick<Config, 'lfs'>,
  repository: Pick<Repository, 'origin' | 'commonDirectory'>,
  variables: Readonly<Record<string, string | undefined>>,
  login: () => Promise<LfsLogin | null> = async () => null,
): LfsObjects => {
  let opened: Promise<LfsObjects> | null = null
  const open = async (): Promise<LfsObjects> => {
    const { openLfsObjects } = await import('./lfs/open-lfs-objects.ts')
    const [origin, commonDirectory] = [repository.origin(), repository.commonDirectory()]
    const place = { origin: await origin, commonDirectory: await commonDirectory }
    return openLfsObjects({ config: lfs, login, variables, ...place })
  }
  return {
    read: async function* (pointer, from) {
      opened ??= open()
      yield* (await opened).read(pointer, from)
    },
  }
}
