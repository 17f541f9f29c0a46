import type { ConfigFlags } from '../config.ts'
import { connect, readingEmbedder } from '../connect.ts'
import { countDiagnostics, type Diagnostic } from '../diagnostic.ts'
import { type Applied, apply } from '../line/apply.ts'
import { checkPlan } from '../line/check-plan.ts'
import { titleOfText } from '../line/release.ts'
import { openStages, type Stages } from '../line/stages.ts'
import { type RunSummary, roundTimes, summarise } from '../line/summary.ts'
import { openTarget } from '../open-target.ts'
import { formatDiagnostics } from '../output/format-diagnostics.ts'
import { formatNextSteps } from '../output/format-next-steps.ts'
import { formatActions, formatRunSummary } from '../output/format-plan.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { type PlannedRun, runLine } from '../pipeline.ts'

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
  const { config, repository, target } = await openTarget(options, context)
  const connections = await connect(config)
  const stages = openStages(terminal.progress)
  try {
    const mode = options.rebuild === true ? 'rebuild' : 'append'
    const line = {
      repository,
      config,
      published: connections,
      target,
      mode,
      now,
      stages,
    } as const
    return await runLine(line, async (run) => {
      checkPlan(run.plan, run.recorded, {
        massChange: options.allowMassChange ? 'allow' : 'refuse',
      })
      const embedder = await readingEmbedder(connections)
      terminal.note(`Embeddings: ${embedder.model}.`)
      if (embedder.model !== connections.embedder.model) {
        terminal.note(
          `The configured model ${connections.embedder.model} is not the active one; \`reindex\` switches to it.`,
        )
      }
      const onProgress = terminal.progress
      const applied = await apply({ run, connections, config, mode, now, stages, onProgress })
      const summary = runSummary(run, applied, stages)
      if (options.format === 'json') terminal.print(JSON.stringify(summary, null, 2))
      else {
        printRun(run, applied, summary, terminal)
        const next = nextSteps(run, options, context.variables.npm_command)
        if (next !== null) terminal.print(`\n${next}`)
      }
      return exitCode(run, applied, summary, options.strict === true)
    })
  } finally {
    await connections.close()
  }
}

const runSummary = ({ plan }: PlannedRun, applied: Applied, stages: Stages): RunSummary => {
  const times = roundTimes(stages.times())
  const { failure: _, ...embeddings } = applied.embeddings
  const { error, warning } = countDiagnostics([...plan.diagnostics, ...applied.diagnostics])
  return {
    ...summarise(plan),
    diagnostics: { error, warning },
    release: applied.release,
    media: applied.media,
    embeddings,
    seconds: Math.round(performance.now()) / 1000,
    stages: times,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
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
  const title = titleOfText(gathered.sources, text)
  return formatNextSteps({ flags, npmCommand, title, slug: text.item.slug })
}

const exitCode = (
  { plan }: PlannedRun,
  applied: Applied,
  { diagnostics }: RunSummary,
  strict: boolean,
): number => {
  const quarantined = plan.actions.some(({ action }) => action === 'quarantine')
  const found = strict && diagnostics.error + diagnostics.warning > 0
  return quarantined || found || applied.diagnostics.length > 0 ? exitCodes.content : exitCodes.fine
}
