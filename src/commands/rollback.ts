import { ContentError } from '../errors.ts'
import type { RollbackRequest } from '../line/plan-rollback.ts'
import {
  planRollback,
  type Rollback,
  type RolledBack,
  rollBack,
  rollBackByLine,
} from '../line/roll-back.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { costOf, type DecisionOptions, formatAgainPlan, withLive } from './decide-live.ts'

export type RollbackOptions = DecisionOptions & { readonly previous?: boolean }

/** Makes an earlier release live again and pins the environment to it, until `unpin`. */
export const rollback = async (
  name: string | undefined,
  options: RollbackOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  const request = requestOf(name, options)
  return await withLive(options, context, async (input, decider) => {
    const planned = await planRollback(input, request)
    const isDry = options.dryRun === true
    const done =
      planned.way === 'line'
        ? await rollBackByLine(input, planned, async (run) => {
            terminal.note(`Not all that it needs is kept, so it is made again from Git.`)
            terminal.note(formatAgainPlan(await costOf(input, run)))
            return isDry ? null : await decider()
          })
        : isDry
          ? null
          : await rollBack(input, planned, await decider())
    if (done === null) {
      terminal.print(options.format === 'json' ? json(planned, null) : formatPlanned(planned))
      return exitCodes.fine
    }
    if (done.embeddings.failure !== null) terminal.note(done.embeddings.failure.message)
    terminal.print(options.format === 'json' ? json(planned, done) : formatDone(planned, done))
    return exitCodes.fine
  })
}

const requestOf = (name: string | undefined, { previous }: RollbackOptions): RollbackRequest => {
  if (previous === true && name === undefined) return { kind: 'previous' }
  if (previous !== true && name !== undefined) return { kind: 'named', name }
  throw new ContentError('USAGE', 'Expected a release, by its number or commit, or `--previous`.', {
    hint: '`status` lists the last releases.',
  })
}

const json = ({ way, release, texts }: Rollback, done: RolledBack | null): string => {
  const { sequence, commit } = release
  const { failure: _, ...embeddings } = done?.embeddings ?? { failure: null }
  return JSON.stringify(
    { restores: sequence, commit, way, texts, release: done?.release ?? null, embeddings },
    null,
    2,
  )
}

const about = ({ release: { sequence, commit } }: Rollback): string =>
  `release ${sequence} (${commit.slice(0, 12)})`

const formatPlanned = (planned: Rollback): string => {
  const { way, texts } = planned
  if (way === 'shown') return `The environment is pinned to ${about(planned)} already.`
  if (texts === null) return `Would make ${about(planned)} again, unless it is what is live.`
  return `Would put back ${about(planned)}: ${changes(texts)}; nothing to upload, nothing to embed.`
}

const changes = ({ changed, added, removed }: NonNullable<Rollback['texts']>): string =>
  `${counted(changed, 'text')} changed, ${added} added, ${removed} removed`

const formatDone = (planned: Rollback, { release, embeddings }: RolledBack): string => {
  const pinned = 'The environment is pinned to it; `unpin` lets it follow the branch again.'
  if (release === null) return `${about(planned)} was live already. ${pinned}`
  const what = planned.texts === null ? '' : `: ${changes(planned.texts)}`
  return `Release ${release} is ${about(planned)} again${what}; ${counted(embeddings.embedded, 'chunk')} embedded. ${pinned}`
}
