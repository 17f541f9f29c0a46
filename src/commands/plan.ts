import type { Config, ConfigFlags } from '../config.ts'
import { connectExisting } from '../connect.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { whyRefused } from '../line/check-plan.ts'
import { estimateEmbedding } from '../line/estimate-embedding.ts'
import type { PlannedText } from '../line/plan.ts'
import { findSettled } from '../line/settled.ts'
import { openStages } from '../line/stages.ts'
import { summarise } from '../line/summary.ts'
import { overwritten } from '../line/tell-cdn.ts'
import { configuredEmbedder } from '../open-embedder.ts'
import { openTarget } from '../open-target.ts'
import { formatCost } from '../output/format-cost.ts'
import { formatActions, formatPlanSummary } from '../output/format-plan.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { runLine } from '../pipeline.ts'
import { planInvalidation } from '../publish/plan-invalidation.ts'
import { planRequestCommand } from './plan-request.ts'

export type PlanOptions = ConfigFlags & {
  readonly commit?: string
  readonly rebuild?: boolean
  readonly base?: string
  readonly report?: string
  readonly links?: string
  readonly format: 'text' | 'json' | 'markdown' | 'github'
}

/** Prints what `publish` would do, and why; creates nothing. */
export const planCommand = async (
  options: PlanOptions,
  context: CommandContext,
): Promise<number> => {
  const { base, ...others } = options
  if (base !== undefined) return await planRequestCommand({ ...others, base }, context)
  if (
    others.report !== undefined ||
    others.links !== undefined ||
    /^(markdown|github)$/.test(options.format)
  )
    throw baseNeeded()
  const { terminal, now } = context
  const { config, repository, target } = await openTarget(options, context)
  const connections = await connectExisting(config)
  const stages = openStages(terminal.progress)
  try {
    const mode = options.rebuild === true ? 'rebuild' : 'append'
    const how = { mode, trust: 'recorded', renditions: 'kept', now, stages } as const
    const input = { ...how, repository, config, published: connections, target }
    const settled =
      connections !== null &&
      mode === 'append' &&
      (await findSettled(connections, config, target.commit, now)) !== null
    await runLine(input, async ({ plan, recorded, gathered, objects }) => {
      const summary = summarise(plan)
      const embedder = await configuredEmbedder(config)
      const embeddings = await estimateEmbedding({
        plan,
        config,
        objects,
        sources: gathered.sources,
        database: connections?.database ?? null,
        embedder,
      })
      const media = { files: countMedia(plan.render) }
      const invalidation = costOfTelling(config, plan.release)
      const refusal = settled ? null : whyRefused(plan, recorded, { massChange: 'refuse' })
      const refused = refusal?.message ?? null
      if (options.format === 'json') {
        terminal.print(
          JSON.stringify(
            { ...summary, refused, media, embeddings, invalidation, actions: plan.actions },
            null,
            2,
          ),
        )
        return
      }
      if (refused !== null) terminal.note(`\`publish\` would refuse this: ${refused}`)
      if (standing(recorded.decisions).environment !== null) {
        terminal.note(
          'The environment is pinned to an earlier release; this is what is live after `unpin`.',
        )
      }
      if (plan.actions.length > 0) terminal.print(`${formatActions(plan.actions)}\n`)
      terminal.print(formatPlanSummary(summary))
      if (invalidation !== null)
        terminal.print(
          `invalidation  ${counted(invalidation.paths, 'path')}, ${formatCost(invalidation.dollars)} at most (CloudFront; the first 1,000 of a month are free)`,
        )
      terminal.print(
        `embeddings    ${embeddings.chunks} chunks, ${embeddings.embedded} to embed, ${embeddings.tokens} tokens, ${formatCost(embeddings.dollars)} (${embeddings.model})`,
      )
    })
    return exitCodes.fine
  } finally {
    await connections?.close()
  }
}

const baseNeeded = (): ContentError =>
  new ContentError('USAGE', 'Without `--base` there is no report of what merging changes.', {
    hint: 'Say what it would be merged into, for example `plan --base origin/main`.',
  })

type InvalidationCost = { readonly paths: number; readonly dollars: number }

/** What telling CloudFront of a release costs at most; null where there is none to tell, or nothing to tell it. */
const costOfTelling = ({ environment }: Config, isRelease: boolean): InvalidationCost | null => {
  if (environment.distribution === null || !isRelease) return null
  const { items, dollars } = planInvalidation(overwritten)
  return { paths: items.length, dollars }
}

/** Media files that publishing would look at; those in the bucket already are not sent again. */
const countMedia = (texts: readonly PlannedText[]): number =>
  new Set(texts.flatMap(({ version }) => Object.entries(version.media).map(String))).size
