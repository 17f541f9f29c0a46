import type { ConfigFlags } from '../config.ts'
import type { Outcome } from '../line/publish-branch.ts'
import type { Stages } from '../line/stages.ts'
import { type RunSummary, roundTimes } from '../line/summary.ts'
import { formatNextSteps } from '../output/format-next-steps.ts'
import { formatActions, formatRunSummary } from '../output/format-plan.ts'
import { formatFindings } from '../output/format-text.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { peakMemory } from './peak-memory.ts'

/** The run that is reported. */
export type PublishReport = {
  readonly stages: Stages
  readonly options: ConfigFlags & { readonly strict?: boolean; readonly format: 'text' | 'json' }
  readonly context: CommandContext
}

/** Prints what a run did, and gives its exit code. */
export const reportPublish = (
  { options, context, stages }: PublishReport,
  outcome: Outcome,
): number => {
  const { terminal, variables } = context
  const { failure, ...embeddings } = outcome.applied.embeddings
  const summary: RunSummary = {
    ...outcome.summary,
    release: outcome.applied.release,
    media: outcome.applied.media,
    embeddings,
    seconds: Math.round(performance.now()) / 1000,
    stages: roundTimes(stages.times()),
    peakMemoryBytes: peakMemory(),
  }
  if (options.format === 'json') terminal.print(JSON.stringify(summary, null, 2))
  else {
    printActions(outcome, terminal)
    if (failure !== null) terminal.note(failure.message)
    terminal.print(formatRunSummary(summary))
    const { npm_command: npmCommand } = variables
    if (outcome.example !== null) {
      terminal.print(`\n${formatNextSteps({ flags: options, npmCommand, ...outcome.example })}`)
    }
  }
  const { error, warning } = summary.diagnostics
  const quarantined = outcome.actions.some(({ action }) => action === 'quarantine')
  const found = options.strict === true && error + warning > 0
  return quarantined || found || outcome.applied.diagnostics.length > 0
    ? exitCodes.content
    : exitCodes.fine
}

// A first run over a large repository changes everything; `plan` shows all of it.
const mostActions = 40

const printActions = (
  { actions, errors }: Outcome,
  { print, note }: CommandContext['terminal'],
): void => {
  const changed = actions.filter(({ action }) => action !== 'keep')
  if (changed.length > 0) print(formatActions(changed.slice(0, mostActions)))
  const others = changed.length - mostActions
  if (others > 0) print(`… and ${others} more`)
  if (changed.length > 0) print('')
  if (errors.length > 0) note(formatFindings(errors))
}
