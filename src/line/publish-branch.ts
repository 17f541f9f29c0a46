import type { ObjectHeaders } from '../bucket/bucket.ts'
import { headersMark } from '../bucket/headers-mark.ts'
import { bucketPlace, type Connections } from '../connect.ts'
import { loadDecisions } from '../database/decisions.ts'
import { noteHookNames } from '../database/hooks.ts'
import { readHeadersDigest } from '../database/known-objects.ts'
import { standing } from '../decision.ts'
import { countDiagnostics, type Diagnostic } from '../diagnostic.ts'
import { tell } from '../event.ts'
import { headersDigest } from '../media/object-headers.ts'
import type { RenditionUse } from '../media/publish-image.ts'
import { readingEmbedder } from '../open-embedder.ts'
import type { OpenTarget } from '../open-target.ts'
import { counted } from '../output/report.ts'
import type { Terminal } from '../output/terminal.ts'
import { titleOf } from '../publish/item-rows.ts'
import { adoptDecisions, copyDecisions } from './adopt-decisions.ts'
import type { Applied, Extent } from './apply.ts'
import type { Action } from './plan-actions.ts'
import type { RunMode } from './recorded.ts'
import { findSettled } from './settled.ts'
import type { ShareParts } from './shared-work.ts'
import type { Stages } from './stages.ts'
import { type PlanSummary, summarise } from './summary.ts'

/** How a branch is to be published, where it is not as usual. */
export type PublishWishes = {
  readonly mode: Exclude<RunMode, 'remake'>
  readonly renditions: RenditionUse
  readonly massChange: 'allow' | 'refuse'
  /** Decides how far to go; null for all the way. */
  readonly hold: (() => Promise<Extent>) | null
}

/** Publishing as usual: what is new is recorded and made live, and what looks like a mistake refused. */
export const usualWishes: PublishWishes = {
  mode: 'append',
  renditions: 'kept',
  massChange: 'refuse',
  hold: null,
}

/** A publish of a commit, with all that it needs opened. */
export type PublishRun = OpenTarget & {
  readonly connections: Connections
  readonly wishes: PublishWishes
  readonly stages: Stages
  readonly terminal: Pick<Terminal, 'note' | 'progress'>
  /** ISO 8601, UTC. */
  readonly now: string
  /** Where there may be others to do parts of it. */
  readonly share?: ShareParts
}

/** What a run did, by whichever way. */
export type Outcome = {
  readonly summary: PlanSummary
  readonly actions: readonly Action[]
  readonly errors: readonly Diagnostic[]
  readonly applied: Applied
  /** A text to try the search with. */
  readonly example: { readonly title: string; readonly slug: string } | null
}

/**
 * Makes a commit's lessons live. Most runs find nothing changed, or a few lessons reworded; both are told by what is
 * recorded of them. Any other is planned whole, and exactly that plan applied.
 */
export const publishBranch = async (run: PublishRun): Promise<Outcome> => {
  await noteEmbedder(run)
  await copyDecisions(run.connections)
  await knowHooks(run)
  const outcome = (await shortly(run)) ?? (await planned(run))
  await noteHeaders(run)
  await noteCdn(run)
  await noteHooks(run)
  tellQuarantined(outcome)
  return outcome
}

const tellQuarantined = ({ actions }: Outcome): void => {
  for (const { action, slug, language = null, reason } of actions)
    if (action === 'quarantine') tell({ kind: 'quarantined', item: slug, language, reason })
}

const noteEmbedder = async ({ connections, terminal }: PublishRun): Promise<void> => {
  const { model } = await readingEmbedder(connections)
  terminal.note(`Embeddings: ${model}.`)
  if (model === connections.embedder.model) return
  terminal.note(
    `The configured model ${connections.embedder.model} is not the active one; \`reindex\` switches to it.`,
  )
}

const noteHeaders = async ({
  config,
  connections,
  stages,
  terminal,
}: PublishRun): Promise<void> => {
  const { address, cacheTag } = bucketPlace(config)
  const digest = headersDigest(cacheTag)
  const last = await readHeadersDigest(connections.database, address)
  if (last === null || last === digest) return
  const { refreshHeaders } = await import('./refresh-headers.ts')
  const place = {
    address,
    digest,
    mark: (headers: ObjectHeaders) => headersMark(headers, cacheTag),
  }
  const count = await stages.run('documents', () => refreshHeaders(connections, place))
  terminal.note(`Headers have changed: ${counted(count, 'object')} put again.`)
  if (connections.cdn !== null && count > 0)
    terminal.note('Copies at CloudFront keep the former ones until `/*` is invalidated.')
}

const noteCdn = async ({ connections, stages, terminal }: PublishRun): Promise<void> => {
  const { cdn, database } = connections
  if (cdn === null) return
  const { tellCdn } = await import('./tell-cdn.ts')
  const delay = await stages.run('release', () => tellCdn(database, cdn))
  if (delay !== null) terminal.note(`CloudFront was not told: ${delay.reason} ${delay.hint}`)
}

const knowHooks = async ({ config, connections }: PublishRun): Promise<void> => {
  const names = config.environment.hooks.map(({ name }) => name)
  if (names.length > 0) await noteHookNames(connections.database, names)
}

const noteHooks = async ({ config, connections, terminal }: PublishRun): Promise<void> => {
  const { hooks } = config.environment
  if (hooks.length === 0) return
  const { describeDelay, tellHooks } = await import('./tell-hooks.ts')
  for (const delay of await tellHooks(connections.database, hooks))
    terminal.note(describeDelay(delay))
}

// What is to be held takes the whole way, since the short one ends in a release.
const shortly = async (run: PublishRun): Promise<Outcome | null> => {
  const { mode, renditions, hold } = run.wishes
  if (mode === 'rebuild' || renditions === 'renewed') return null
  return (await settled(run)) ?? (hold === null ? await reworded(run) : null)
}

const settled = async (run: PublishRun): Promise<Outcome | null> => {
  const { config, target, connections, stages, now } = run
  const found = await stages.run('read', () => findSettled(connections, config, target.commit, now))
  if (found === null) return null
  const media = { uploaded: 0, reused: 0, bytes: 0 }
  const applied = { release: null, media, diagnostics: [], embeddings: found.embeddings }
  return { summary: found.summary, actions: [], errors: [], applied, example: null }
}

// Parsers and renderers are loaded only once there is something for them to do.
const reworded = async (run: PublishRun): Promise<Outcome | null> => {
  const { publishRewording } = await import('./publish-rewording.ts')
  const done = await publishRewording({ ...run, onProgress: run.terminal.progress })
  return done === null ? null : { ...done, errors: done.applied.diagnostics, example: null }
}

const planned = async (run: PublishRun): Promise<Outcome> => {
  const { config, repository, target, lfs, connections, stages, wishes, terminal, now } = run
  const [{ runLine }, { apply }, { checkPlan }] = await Promise.all([
    import('../pipeline.ts'),
    import('./apply.ts'),
    import('./check-plan.ts'),
  ])
  const { mode, renditions } = wishes
  const sharing = run.share === undefined ? {} : { share: run.share }
  await adoptDecisions(connections, mode)
  const until = await extentOf(run)
  const how = { config, mode, renditions, now, stages } as const
  const line = { ...how, trust: 'recorded', repository, published: connections, target } as const
  const outcome = await runLine(line, async (planned) => {
    const { recorded, gathered } = planned
    checkPlan(planned.plan, recorded, wishes)
    const onProgress = terminal.progress
    const applied = await apply({
      ...how,
      ...sharing,
      until,
      run: planned,
      lfs,
      connections,
      onProgress,
    })
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

/** How far to go: under a pin of the environment the branch is recorded only. */
const extentOf = async ({ connections, wishes }: PublishRun): Promise<Extent> => {
  if (standing(await loadDecisions(connections.database)).environment !== null) return 'recorded'
  return wishes.hold === null ? 'live' : await wishes.hold()
}

/** The pinned release stays, without what has been purged or ended since. */
const keepPinned = async (run: PublishRun, outcome: Outcome): Promise<Outcome> => {
  const { releaseAgain } = await import('./release-again.ts')
  const again = await releaseAgain({ ...run, onProgress: run.terminal.progress })
  run.terminal.note(
    'The environment is pinned to an earlier release, so the branch is recorded and not released; `unpin` lets it follow.',
  )
  return again === null ? outcome : { ...outcome, applied: again }
}
