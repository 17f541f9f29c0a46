import { type ConfigFlags, readConfig } from '../config.ts'
import { connect, readingEmbedder } from '../connect.ts'
import { countDiagnostics, type Diagnostic } from '../diagnostic.ts'
import { type Applied, apply } from '../line/apply.ts'
import { checkPlan } from '../line/check-plan.ts'
import { openStages, type Stages } from '../line/stages.ts'
import { type RunSummary, roundTimes, summarise } from '../line/summary.ts'
import { formatDiagnostics } from '../output/format-diagnostics.ts'
import { formatActions, formatRunSummary } from '../output/format-plan.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { type PlannedRun, runLine } from '../pipeline.ts'
import { gitEnvironment } from '../source/git.ts'
import { openRepository } from '../source/repository.ts'

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
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config.root, gitEnvironment(variables.PATH))
  const target = await repository.resolve({
    branch: config.source.branch,
    commit: options.commit ?? null,
  })
  if (target.warning !== null) terminal.note(target.warning)
  const connections = await connect(config)
  const stages = openStages(terminal.progress)
  try {
    const mode = options.rebuild === true ? 'rebuild' : 'append'
    const line = {
      repository,
      config,
      database: connections.database,
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
      const onProgress = terminal.progress
      const applied = await apply({ run, connections, config, mode, now, stages, onProgress })
      const summary = runSummary(run, applied, stages)
      if (options.format === 'json') terminal.print(JSON.stringify(summary, null, 2))
      else printRun(run, applied, summary, terminal)
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

const printRun = (
  { plan }: PlannedRun,
  applied: Applied,
  summary: RunSummary,
  { print, note }: CommandContext['terminal'],
): void => {
  const changed = plan.actions.filter(({ action }) => action !== 'keep')
  if (changed.length > 0) print(`${formatActions(changed)}\n`)
  const errors: readonly Diagnostic[] = [...plan.diagnostics, ...applied.diagnostics].filter(
    ({ severity }) => severity === 'error',
  )
  if (errors.length > 0) note(formatDiagnostics(errors, 'text'))
  if (applied.embeddings.failure !== null) note(applied.embeddings.failure.message)
  print(formatRunSummary(summary))
  print(`
What to try next:
  hma-content search "how long do I wait after the shot"
  hma-content status
  hma-content history ${plan.texts[0]?.item.slug ?? '<slug>'}
  hma-content query "select slug, title, version from content_mgmt.content_items where status = 'published'"`)
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
