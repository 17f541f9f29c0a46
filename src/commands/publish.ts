import type { ConfigFlags } from '../config.ts'
import { type Connections, connect, readingEmbedder } from '../connect.ts'
import { countDiagnostics, type Diagnostic } from '../diagnostic.ts'
import type { Applied } from '../line/apply.ts'
import { findSettled, type Settled } from '../line/settled.ts'
import { openStages, type Stages } from '../line/stages.ts'
import { type RunSummary, roundTimes, summarise } from '../line/summary.ts'
import { type OpenTarget, openTarget } from '../open-target.ts'
import { formatDiagnostics } from '../output/format-diagnostics.ts'
import { formatNextSteps } from '../output/format-next-steps.ts'
import { formatActions, formatRunSummary } from '../output/format-plan.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import type { PlannedRun } from '../pipeline.ts'
import { titleOf } from '../publish/item-rows.ts'

export type PublishOptions = ConfigFlags & {
  readonly commit?: string
  readonly rebuild?: boolean
  readonly allowMassChange?: boolean
  readonly strict?: boolean
  readonly format: 'text' | 'json'
}

/** Makes the branch's lessons live: plans, applies exactly that plan, and prints what it came to. */
export const publish = async (
  options: PublishOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal, now } = context
  const opened = await openTarget(options, context)
  const connections = await connect(opened.config)
  const stages = openStages(terminal.progress)
  const run: Run = { ...opened, connections, stages, options, context }
  try {
    await noteEmbedder(run)
    const settled = options.rebuild
      ? null
      : await stages.run('read', () =>
          findSettled(connections, opened.config, opened.target.commit, now),
        )
    return settled === null ? await publishPlan(run) : reportSettled(run, settled)
  } finally {
    await connections.close()
  }
}

type Run = OpenTarget & {
  readonly connections: Connections
  readonly stages: Stages
  readonly options: PublishOptions
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

const reportSettled = ({ options, context, stages }: Run, settled: Settled): number => {
  const { failure: _, ...embeddings } = settled.embeddings
  const summary: RunSummary = {
    ...settled.summary,
    release: null,
    media: { uploaded: 0, reused: 0, bytes: 0 },
    embeddings,
    ...spent(stages),
  }
  const { print } = context.terminal
  print(options.format === 'json' ? JSON.stringify(summary, null, 2) : formatRunSummary(summary))
  return found(summary, options) ? exitCodes.content : exitCodes.fine
}

// Parsers and renderers are loaded only once there is something for them to do.
const publishPlan = async (run: Run): Promise<number> => {
  const { config, repository, target, connections, stages, options, context } = run
  const { now, terminal } = context
  const [{ runLine }, { apply }, { checkPlan }] = await Promise.all([
    import('../pipeline.ts'),
    import('../line/apply.ts'),
    import('../line/check-plan.ts'),
  ])
  const mode = options.rebuild === true ? 'rebuild' : 'append'
  const line = { repository, config, published: connections, target, mode, now, stages } as const
  return await runLine(line, async (planned) => {
    checkPlan(planned.plan, planned.recorded, {
      massChange: options.allowMassChange ? 'allow' : 'refuse',
    })
    const onProgress = terminal.progress
    const applied = await apply({
      run: planned,
      connections,
      config,
      mode,
      now,
      stages,
      onProgress,
    })
    const summary = runSummary(planned, applied, stages)
    if (options.format === 'json') terminal.print(JSON.stringify(summary, null, 2))
    else {
      printRun(planned, applied, summary, terminal)
      const next = nextSteps(planned, options, context.variables.npm_command)
      if (next !== null) terminal.print(`\n${next}`)
    }
    return exitCode(planned, applied, summary, options)
  })
}

const spent = (stages: Stages): Pick<RunSummary, 'seconds' | 'stages' | 'peakMemoryBytes'> => ({
  seconds: Math.round(performance.now()) / 1000,
  stages: roundTimes(stages.times()),
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
})

const runSummary = ({ plan }: PlannedRun, applied: Applied, stages: Stages): RunSummary => {
  const { failure: _, ...embeddings } = applied.embeddings
  const { error, warning } = countDiagnostics([...plan.diagnostics, ...applied.diagnostics])
  return {
    ...summarise(plan),
    diagnostics: { error, warning },
    release: applied.release,
    media: applied.media,
    embeddings,
    ...spent(stages),
  }
}

// A first run over a large repository changes everything; `plan` shows all of it.
const mostActions = 40

const printRun = (
  { plan }: PlannedRun,
  applied: Applied,
  summary: RunSummary,
  { print, note }: CommandContext['terminal'],
): void => {
  const changed = plan.actions.filter(({ action }) => action !== 'keep')
  if (changed.length > 0) print(formatActions(changed.slice(0, mostActions)))
  const others = changed.length - mostActions
  if (others > 0) print(`… and ${others} more`)
  if (changed.length > 0) print('')
  const errors: readonly Diagnostic[] = [...plan.diagnostics, ...applied.diagnostics].filter(
    ({ severity }) => severity === 'error',
  )
  if (errors.length > 0) note(formatDiagnostics(errors, 'text'))
  if (applied.embeddings.failure !== null) note(applied.embeddings.failure.message)
  print(formatRunSummary(summary))
}

const nextSteps = (
  { plan, gathered }: PlannedRun,
  flags: PublishOptions,
  npmCommand: string | undefined,
): string | null => {
  const [text] = plan.texts
  if (text === undefined) return null
  const { item, reading, version } = text
  const title = titleOf(gathered.sources.record(reading, version.blob), item.slug)
  return formatNextSteps({ flags, npmCommand, title, slug: item.slug })
}

const exitCode = (
  { plan }: PlannedRun,
  applied: Applied,
  summary: RunSummary,
  options: PublishOptions,
): number => {
  const quarantined = plan.actions.some(({ action }) => action === 'quarantine')
  return quarantined || found(summary, options) || applied.diagnostics.length > 0
    ? exitCodes.content
    : exitCodes.fine
}

/** Whether there are findings that count. */
const found = ({ diagnostics }: RunSummary, { strict }: PublishOptions): boolean =>
  strict === true && diagnostics.error + diagnostics.warning > 0
