import { countDiagnostics } from '../diagnostic.ts'
import { isUnapproved } from '../review.ts'
import type { Plan } from './plan.ts'
import type { Action } from './plan-actions.ts'
import type { StageTimes } from './stages.ts'

/** Counts of a plan, as `plan` and `publish` print them; other programs read this object. */
export type PlanSummary = {
  readonly commit: string
  readonly items: Readonly<Record<Action['action'], number>>
  readonly versions: number
  readonly translations: {
    readonly current: number
    readonly outdated: number
    readonly missing: number
    readonly orphaned: number
  }
  /** Texts whose newest version lacks approvals, or was sent back. */
  readonly unapproved: number
  readonly diagnostics: { readonly error: number; readonly warning: number }
}

/** What a run came to, as `publish --format json` prints it. */
export type RunSummary = PlanSummary & {
  readonly release: number | null
  readonly media: { readonly uploaded: number; readonly reused: number; readonly bytes: number }
  readonly embeddings: {
    readonly chunks: number
    readonly embedded: number
    readonly reused: number
    readonly tokens: number
    readonly model: string
    readonly pending: number
  }
  readonly seconds: number
  readonly stages: StageTimes
  readonly peakMemoryBytes: number
}

/** Counts a plan. */
export const summarise = (plan: Plan): PlanSummary => {
  const count = (action: Action['action']): number =>
    plan.actions.filter((one) => one.action === action && one.language === undefined).length
  const fresh = (state: string): number =>
    plan.translations.filter(({ freshness }) => freshness.state === state).length
  return {
    commit: plan.commit,
    items: {
      create: count('create'),
      update: count('update'),
      keep: count('keep'),
      archive: count('archive'),
      quarantine: count('quarantine'),
    },
    versions: plan.replay.versions.length,
    translations: {
      current: fresh('current'),
      outdated: fresh('outdated'),
      missing: plan.missing,
      orphaned: plan.orphaned.length,
    },
    unapproved: [...plan.obeyed.reviewed.values()].filter(isUnapproved).length,
    diagnostics: countDiagnostics(plan.diagnostics),
  }
}

/** Seconds, rounded to milliseconds, for people and programs alike. */
export const roundTimes = (times: StageTimes): StageTimes =>
  Object.fromEntries(
    Object.entries(times).map(([name, seconds]) => [name, Math.round(seconds * 1000) / 1000]),
  ) as StageTimes
