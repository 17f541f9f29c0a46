import type { Connections } from '../connect.ts'
import { decide } from '../database/decisions.ts'
import { ContentError } from '../errors.ts'
import { instantOf } from '../lesson/instant.ts'
import { copyDecisions } from '../line/adopt-decisions.ts'
import type { Extent } from '../line/apply.ts'
import type { OpenTarget } from '../open-target.ts'
import type { CommandContext } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { deciderOf } from './decider.ts'

/** Until when what is staged waits: ISO 8601, UTC; null until `publish` is run without `--hold`. */
export type Hold = { readonly until: string | null }

/** A publish that is under way. */
export type HeldPublish = Pick<OpenTarget, 'repository' | 'target'> & {
  readonly connections: Connections
  readonly context: CommandContext
}

/** Decides a hold before anything is staged, which is live when somebody publishes, or from its date on. */
export const decideHold = async (
  { connections, repository, target, context }: HeldPublish,
  { until }: Hold,
): Promise<Extent> => {
  const { database } = connections
  const decider = await deciderOf({}, repository, context)
  await decide(database, [{ kind: 'hold', commit: target.commit, until }], decider)
  reach('decided')
  await copyDecisions(connections)
  context.terminal.note(
    `Held: nothing of ${target.commit.slice(0, 12)} is live before ${until === null ? '`publish` is run without `--hold`' : until}.`,
  )
  return 'staged'
}

/**
 * What `--hold` asks for, by itself or with a moment.
 * @throws ContentError `USAGE`
 */
export const holdOf = (given: true | string | undefined): Hold | null => {
  if (given === undefined) return null
  return { until: given === true ? null : untilOf(given) }
}

const untilOf = (text: string): string => {
  const instant = instantOf(text)
  if (instant !== null) return instant
  throw new ContentError('USAGE', `Expected \`--hold\` with a date and a time, got \`${text}\`.`, {
    hint: 'For example `--hold 2026-12-01T06:00:00Z`; without a date it waits for `publish`.',
  })
}
