import type { ObjectHeaders } from '../bucket/bucket.ts'
import { headersMark } from '../bucket/headers-mark.ts'
import type { ConfigFlags } from '../config.ts'
import { bucketPlace, type Connections, connect } from '../connect.ts'
import { readHeadersDigest } from '../database/known-objects.ts'
import { standing } from '../decision.ts'
import { countDiagnostics } from '../diagnostic.ts'
import { adoptDecisions, copyDecisions } from '../line/adopt-decisions.ts'
import { findSettled } from '../line/settled.ts'
import { openStages, type Stages } from '../line/stages.ts'
import { summarise } from '../line/summary.ts'
import { headersDigest } from '../media/object-headers.ts'
import { readingEmbedder } from '../open-embedder.ts'
import { type OpenTarget, openTarget } from '../open-target.ts'
import { counted } from '../output/report.ts'
import type { CommandContext } from '../output/terminal.ts'
import { titleOf } from '../publish/item-rows.ts'
import { extentOf, type Hold, holdOf } from './publish-extent.ts'
import { type Outcome, reportPublish } from './report-publish.ts'

export type PublishOptions = ConfigFlags & {
  readonly commit?: string
  readonly rebuild?: boolean
  readonly reencode?: boolean
  readonly allowMassChange?: boolean
  readonly strict?: boolean
  /** True, or until when (ISO 8601). */
  readonly hold?: true | string
  readonly format: 'text' | 'json'
}

/**
 * Makes the branch's lessons live and prints what that came to. Most runs find nothing changed, or a few lessons
 * reworded; both are told by what is recorded of them. Any other is planned whole, and exactly that plan applied.
 */
export const publish = async (
  options: PublishOptions,
  context: CommandContext,
): Promise<number> => {
  const hold = holdOf(options.hold)
  const opened = await openTarget(options, context)
  const connections = await connect(opened.config)
  const stages = openStages(context.terminal.progress)
  const run: Run = { ...opened, connections, stages, options, hold, context }
  try {
    await noteEmbedder(run)
    await copyDecisions(connections)
    const outcome = (await shortly(run)) ?? (await planned(run))
    await noteHeaders(run)
    await noteCdn(run)
    return reportPublish(run, outcome)
  } finally {
    await connections.close()
  }
}

type Run = OpenTarget & {
  readonly connections: Connections
  readonly stages: Stages
  readonly options: PublishOptions
  readonly hold: Hold | null
  readonly context: CommandContext
}

const noteEmbedder = async ({ connections, context }: Run): Promise<void> => {
  const { model } = await readingEmbedder(connections)
  const { note } = context.terminal
  note(`Embeddings: ${model}.`)
  if (model === connections.embedder.model) return
  note(
    `The configured model ${connections.embedder.model} is not the active one; \`reindex\` switches to it.`,
  )
}

const noteHeaders = async ({ config, connections, stages, context }: Run): Promise<void> => {
  const { address, cacheTag } = bucketPlace(config)
  const digest = headersDigest(cacheTag)
  const last = await readHeadersDigest(connections.database, address)
  if (last === null || last === digest) return
  const { refreshHeaders } = await import('../line/refresh-headers.ts')
  const place = {
    address,
    digest,
    mark: (headers: ObjectHeaders) => headersMark(headers, cacheTag),
  }
  const count = await stages.run('documents', () => refreshHeaders(connections, place))
  const { note } = context.terminal
  note(`Headers have changed: ${counted(count, 'object')} put again.`)
  if (connections.cdn !== null && count > 0)
    note('Copies at CloudFront keep the former ones until `/*` is invalidated.')
}

const noteCdn = async ({ connections, stages, context }: Run): Promise<void> => {
  const { cdn, database } = connections
  if (cdn === null) return
  const { tellCdn } = await import('../line/tell-cdn.ts')
  const delay = await stages.run('release', () => tellCdn(database, cdn))
  if (delay !== null)
    context.terminal.note(`CloudFront was not told: ${delay.reason} ${delay.hint}`)
}

// What is to be held takes the whole way, since the short one ends in a release.
const shortly = async (run: Run): Promise<Outcome | null> => {
  const { rebuild, reencode } = run.options
  if (rebuild === true || reencode === true) return null
  return (await settled(run)) ?? (run.hold === null ? await reworded(run) : null)
}

const settled = async (run: Run): Promise<Outcome | null> => {
  const { config, target, connections, stages, context } = run
  const found = await stages.run('read', () =>
    findSettled(connections, config, target.commit, context.now),
  )
  if (found === null) return null
  const media = { uploaded: 0, reused: 0, bytes: 0 }
  const applied = { release: null, media, diagnostics: [], embeddings: found.embeddings }
  return { summary: found.summary, actions: [], errors: [], applied, example: null }
}

// Parsers and renderers are loaded only once there is something for them to do.
const reworded = async ({ context, ...run }: Run): Promise<Outcome | null> => {
  const { publishRewording } = await import('../line/publish-rewording.ts')
  const { now, terminal } = context
  const done = await publishRewording({ ...run, now, onProgress: terminal.progress })
  return done === null ? null : { ...done, errors: done.applied.diagnostics, example: null }
}

const planned = async (run: Run): Promise<Outcome> => {
  const { config, repository, target, lfs, connections, stages, options, context } = run
  const { now, terminal } = context
  const [{ runLine }, { apply }, { checkPlan }] = await Promise.all([
    import('../pipeline.ts'),
    import('../line/apply.ts'),
    import('../line/check-plan.ts'),
  ])
  const mode = options.rebuild === true ? 'rebuild' : 'append'
  await adoptDecisions(connections, mode)
  const until = await extentOf(run)
  const renditions = options.reencode === true ? 'renewed' : 'kept'
  const how = { config, mode, renditions, now, stages } as const
  const line = { ...how, trust: 'recorded', repository, published: connections, target } as const
  const outcome = await runLine(line, async (planned) => {
    const { recorded, gathered } = planned
    const { confirmed } = standing(recorded.decisions)
    const isMeant = options.allowMassChange === true || confirmed.has(target.commit)
    checkPlan(planned.plan, recorded, { massChange: isMeant ? 'allow' : 'refuse' })
    const onProgress = terminal.progress
    const applied = await apply({ ...how, until, run: planned, lfs, connections, onProgress })
    const { plan } = applied
    const diagnostics = [...plan.diagnostics, ...applied.diagnostics]
    const [text] = plan.texts
    return {
      summary: { ...summarise(plan), diagnostics: countDiagnostics(diagnostics) },
      actions: plan.actions,
      errors: diagnostics.filter(({ severity }) => severity === 'error'),
      applied,
      example:
        text === undefined
          ? null
          : {
              slug: text.item.slug,
              title: titleOf(
                gathered.sources.record(text.reading, text.version.blob),
                text.item.slug,
              ),
            },
    }
  })
  return until === 'recorded' ? await keepPinned(run, outcome) : outcome
}

/** Under a pin of the environment the branch is recorded, and the pinned release stays. */
const keepPinned = async (run: Run, outcome: Outcome): Promise<Outcome> => {
  const { releaseAgain } = await import('../line/release-again.ts')
  const { now, terminal } = run.context
  const again = await releaseAgain({ ...run, now, onProgress: terminal.progress })
  terminal.note(
    'The environment is pinned to an earlier release, so the branch is recorded and not released; `unpin` lets it follow.',
  )
  return again === null ? outcome : { ...outcome, applied: again }
}
