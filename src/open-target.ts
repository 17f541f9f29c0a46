import { type Config, type ConfigFlags, readConfig } from './config.ts'
import type { LfsObjects } from './media/lfs-objects.ts'
import { openLfs } from './open-lfs.ts'
import { openRepository } from './open-repository.ts'
import type { CommandContext } from './output/terminal.ts'
import type { Repository, ResolvedCommit } from './source/repository.ts'

/** What a command that works on a commit begins with. */
export type OpenTarget = {
  readonly config: Config
  readonly repository: Repository
  readonly target: ResolvedCommit
  readonly lfs: LfsObjects
}

/** Reads the configuration, opens the repository and finds the commit: the branch's, unless the flags name another. */
export const openTarget = async (
  flags: ConfigFlags & { readonly commit?: string },
  { terminal, variables }: CommandContext,
): Promise<OpenTarget> => {
  const config = readConfig(flags, variables)
  const repository = await openRepository(config, variables.PATH)
  const request = { branch: config.source.branch, commit: flags.commit ?? null }
  const target = await repository.resolve(request)
  if (target.warning !== null) terminal.note(target.warning)
  return { config, repository, target, lfs: openLfs(config, repository, variables) }
}
