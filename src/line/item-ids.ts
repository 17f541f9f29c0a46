import type { Config } from '../config.ts'
import { connectExisting } from '../connect.ts'
import { runLine } from '../pipeline.ts'
import type { Repository } from '../source/repository.ts'
import type { Stages } from './stages.ts'

/**
 * The id of the item at each path of the checked out commit, as publishing that commit would record it: by what is
 * recorded, and by the commits since. Changes nothing.
 * @throws ContentError `REFUSED` where there is no commit yet
 */
export const itemIds = async (
  repository: Repository,
  config: Config,
  { now, stages }: { readonly now: string; readonly stages: Stages },
): Promise<ReadonlyMap<string, string>> => {
  const request = { branch: config.source.branch, commit: 'HEAD' }
  const target = await repository.resolve(request)
  const published = await connectExisting(config)
  try {
    const how = { mode: 'append', trust: 'recorded', renditions: 'kept', now, stages } as const
    const input = { ...how, repository, config, published, target }
    return await runLine(input, async ({ gathered }) => {
      const items = [...gathered.replay.state.items.values()].filter(({ present }) => present)
      return new Map(items.map(({ path, id }) => [path, id]))
    })
  } finally {
    await published?.close()
  }
}
