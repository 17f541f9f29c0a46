import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Connections } from '../../src/connect.ts'
import type { Database } from '../../src/database/database.ts'
import { loadDecisions } from '../../src/database/decisions.ts'
import { standing } from '../../src/decision.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { ContentError } from '../../src/errors.ts'
import { adoptDecisions } from '../../src/line/adopt-decisions.ts'
import { apply } from '../../src/line/apply.ts'
import { checkPlan } from '../../src/line/check-plan.ts'
import type { Plan } from '../../src/line/plan.ts'
import { publishRewording } from '../../src/line/publish-rewording.ts'
import type { RunMode } from '../../src/line/recorded.ts'
import { type AgainInput, releaseAgain } from '../../src/line/release-again.ts'
import { findSettled, type Settled } from '../../src/line/settled.ts'
import { openStages } from '../../src/line/stages.ts'
import { openLfs } from '../../src/open-lfs.ts'
import { type PlannedRun, runLine } from '../../src/pipeline.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import type { Repository } from '../../src/source/repository.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { configuration } from './configuration.ts'
import type { WrittenHistory } from './repository-of.ts'

/** A database and a bucket that a history is published to, in this process. */
export type Academy = AsyncDisposable & {
  readonly database: Database
  readonly bucket: string
  /** Publishes a commit as `publish` does; false where it was refused. */
  readonly publish: (commit: string, now: string, mode?: RunMode) => Promise<boolean>
  readonly plan: (commit: string, now: string) => Promise<Plan>
  /** What deciding about what is live works on. */
  readonly again: (now: string) => AgainInput
  /** How many pushes so far were found to do no more than reword lessons. */
  readonly rewordings: () => number
  /** What `publish` asks before it plans. */
  readonly settled: (commit: string, now: string) => Promise<Settled | null>
  /** Loses everything in the database, or in the bucket, as an operator might. */
  readonly lose: (what: 'database' | 'bucket') => Promise<void>
}

/** An academy for a repository with a configuration, with a bucket of its own, on a database that is emptied for it. */
export const openAcademy = async (
  { directory }: Pick<WrittenHistory, 'directory'>,
  database: Database,
  text = configuration,
): Promise<Academy> => {
  const own = await mkdtemp(join(tmpdir(), 'hma-academy-'))
  await writeFile(join(own, 'hma-content.yaml'), text)
  const config = readConfig({ cwd: own }, {})
  const bucket = join(own, 'bucket')
  const wholeBucket = openFileBucket(bucket)
  const connections: Connections = {
    database,
    bucket: wholeBucket,
    wholeBucket,
    cdn: null,
    embedder: offlineEmbedder(),
    foreign: null,
    embedderOf: async () => offlineEmbedder(),
    close: database.close,
  }
  const repository = await openNativeRepository(directory)
  const run = openRun(repository, config, connections)
  const lfs = openLfs(config, repository, {})
  const again = (now: string): AgainInput => ({
    repository,
    config,
    lfs,
    connections,
    now,
    ...unwatched,
  })
  let rewordings = 0
  await emptyDatabase(database)
  return {
    database,
    bucket,
    publish: async (commit, now, mode = 'append') => {
      try {
        const target = await repository.resolve({ branch: 'main', commit })
        const input = { repository, config, lfs, connections, target, now, ...unwatched }
        if (mode === 'append' && (await publishRewording(input)) !== null) {
          rewordings += 1
          return true
        }
        await adoptDecisions(connections, mode)
        const isPinned = standing(await loadDecisions(database)).environment !== null
        await run(commit, now, mode, (planned) => {
          checkPlan(planned.plan, planned.recorded, { massChange: 'allow' })
          const until = isPinned ? 'recorded' : 'live'
          return apply({
            run: planned,
            lfs,
            connections,
            config,
            mode,
            until,
            renditions: 'kept',
            now,
            ...unwatched,
          })
        })
        if (isPinned) await releaseAgain(again(now))
        return true
      } catch (error) {
        if (error instanceof ContentError && error.code === 'REFUSED') return false
        throw error
      }
    },
    again,
    plan: (commit, now) => run(commit, now, 'append', async ({ plan }) => plan),
    settled: (commit, now) => findSettled(connections, config, commit, now),
    lose: (what) => (what === 'bucket' ? rm(bucket, { recursive: true }) : emptyDatabase(database)),
    rewordings: () => rewordings,
    [Symbol.asyncDispose]: () => rm(own, { recursive: true, force: true }),
  }
}

const unwatched = { stages: openStages(() => {}), onProgress: () => {} }

const openRun =
  (repository: Repository, config: Config, published: Connections) =>
  async <T>(
    commit: string,
    now: string,
    mode: RunMode,
    use: (run: PlannedRun) => Promise<T>,
  ): Promise<T> => {
    const target = await repository.resolve({ branch: 'main', commit })
    const stages = openStages(() => {})
    const how = { mode, trust: 'recorded', renditions: 'kept', now, stages } as const
    return runLine({ ...how, repository, config, published, target }, use)
  }
