import { type ConfigFlags, readConfig } from '../config.ts'
import type { Decider } from '../database/decisions.ts'
import { adoptDecisions, copyDecisions } from '../line/adopt-decisions.ts'
import { adoptObjects } from '../line/adopt-objects.ts'
import type { AppliedPlan } from '../line/apply.ts'
import { estimateEmbedding } from '../line/estimate-embedding.ts'
import { type AgainInput, planAgain } from '../line/release-again.ts'
import { openStages } from '../line/stages.ts'
import { tellCdn } from '../line/tell-cdn.ts'
import { describeDelay, tellHooks } from '../line/tell-hooks.ts'
import { readingEmbedder } from '../open-embedder.ts'
import { openLfs } from '../open-lfs.ts'
import { openRepository } from '../open-repository.ts'
import { formatCost } from '../output/format-cost.ts'
import { counted } from '../output/report.ts'
import type { CommandContext } from '../output/terminal.ts'
import type { PlannedRun } from '../pipeline.ts'
import { withExisting } from '../with-existing.ts'
import { deciderOf } from './decider.ts'

export type DecisionOptions = ConfigFlags & {
  readonly reason?: string
  readonly by?: string
  readonly dryRun?: boolean
  readonly format: 'text' | 'json'
}

/**
 * Opens what was published for a command that decides about it, brings the copies of decisions up to date on either side,
 * and tells the CDN afterwards.
 * @throws ContentError `REFUSED` where nothing was published yet
 */
export const withLive = async (
  options: DecisionOptions,
  { terminal, variables, now }: CommandContext,
  use: (input: AgainInput, decider: () => Promise<Decider>) => Promise<number>,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return withExisting(config, async ({ bucket, ...opened }) => {
    const { database, cdn } = opened
    const connections = { ...opened, bucket: adoptObjects(bucket, database) }
    await adoptDecisions(connections)
    await copyDecisions(connections)
    const stages = openStages(terminal.progress)
    const { progress: onProgress } = terminal
    const lfs = openLfs(config, repository, variables)
    const input = { repository, config, lfs, connections, now, stages, onProgress }
    const code = await use(input, () => deciderOf(options, repository, { variables, now }))
    await copyDecisions(connections)
    const delay = cdn === null ? null : await tellCdn(database, cdn)
    if (delay !== null) terminal.note(`CloudFront was not told: ${delay.reason} ${delay.hint}`)
    for (const untold of await tellHooks(database, config.environment.hooks))
      terminal.note(describeDelay(untold))
    return code
  })
}

/** What making the release anew would change and cost. */
export type AgainPlan = {
  readonly texts: number
  readonly removed: number
  readonly embedded: number
  readonly tokens: number
  readonly dollars: number | null
}

/** Works out what making the release anew would take; null where nothing would change. */
export const costOfAgain = (input: AgainInput): Promise<AgainPlan | null> =>
  planAgain(input, (run) => costOf(input, run))

/** What applying a plan would change and cost. */
export const costOf = async (
  { config, connections }: AgainInput,
  { plan, gathered, objects }: PlannedRun,
): Promise<AgainPlan> => {
  const { embedded, tokens, dollars } = await estimateEmbedding({
    plan,
    config,
    objects,
    sources: gathered.sources,
    database: connections.database,
    embedder: await readingEmbedder(connections),
  })
  return { texts: plan.render.length, removed: plan.gone.length, embedded, tokens, dollars }
}

/** One line about what it takes. */
export const formatAgainPlan = (plan: AgainPlan | null): string =>
  plan === null
    ? 'Nothing would change.'
    : `${counted(plan.texts, 'text')} to be shown anew, ${plan.removed} to be taken down; ${counted(plan.embedded, 'chunk')} to embed, ${plan.tokens} tokens, ${formatCost(plan.dollars)}.`

/** One line about what was done. */
export const formatAgain = (applied: AppliedPlan | null): string => {
  if (applied?.release == null) return 'Nothing had to change in what is live.'
  const { release, plan, media, embeddings } = applied
  return `Release ${release}: ${counted(plan.render.length, 'text')} shown anew, ${plan.gone.length} taken down; ${media.uploaded} media uploaded, ${counted(embeddings.embedded, 'chunk')} embedded.`
}
