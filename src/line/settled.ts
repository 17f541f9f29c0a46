import type { Config } from '../config.ts'
import { coverage } from '../database/embeddings.ts'
import { type LastRelease, readLastRelease } from '../database/last-release.ts'
import { sha256 } from '../identifier.ts'
import { canonicalJson } from '../json.ts'
import { nextChange } from '../publish/live.ts'
import { readPointer } from '../publish/write-pointer.ts'
import type { EmbedSummary } from './embed-live.ts'
import type { Plan } from './plan.ts'
import type { Published } from './recorded.ts'
import { type PlanSummary, summarise } from './summary.ts'

/** What is kept with a release, so that a later run can tell that nothing is to be done, and count what there is. */
export type ReleaseSummary = Pick<PlanSummary, 'translations' | 'unapproved' | 'diagnostics'> & {
  /** Files that the next run keeps, if nothing changes. */
  readonly kept: number
  /** ISO 8601, UTC: when the release was made, and when a date changes it next; null for never. */
  readonly now: string
  readonly dueAt: string | null
  /** Number of the last decision that the release obeys; 0 for none. */
  readonly decided: number
  /** Digest of the settings that documents and counts of findings depend on. */
  readonly settings: string
}

// Raised whenever equal input would give another document or manifest.
export const rendererVersion = 6

/** Digest of the settings that documents, counts of findings and what is live depend on. */
export const settingsOf = ({ media, lfs, collections, rules, review }: Config): string =>
  sha256(
    canonicalJson([
      rendererVersion,
      [...media.widths],
      [...media.formats],
      media.thumbnail,
      { ...lfs.limits },
      collections.map(({ url, rules }) => [url?.text ?? null, { ...rules }]),
      { ...rules },
      ...(review.rules.length === 0
        ? []
        : [review.since, review.rules.map((rule) => ({ ...rule, by: rule.by && [...rule.by] }))]),
    ]),
  )

/** What is kept with the release that a plan makes. While texts wait, the next run has to try again. */
export const releaseSummary = ({
  plan,
  waiting,
  config,
  now,
}: {
  readonly plan: Plan
  readonly waiting: number
  readonly config: Config
  readonly now: string
}): ReleaseSummary => {
  const { items, translations, unapproved, diagnostics } = summarise(plan)
  const { create, update, keep, quarantine } = items
  return {
    kept: create + update + keep + quarantine,
    translations,
    unapproved,
    diagnostics,
    now,
    dueAt:
      waiting > 0 ? now : nextChange(plan.replay.state, config.source.language, now, plan.obeyed),
    decided: plan.decided,
    settings: settingsOf(config),
  }
}

/** A run that found nothing to do. */
export type Settled = { readonly summary: PlanSummary; readonly embeddings: EmbedSummary }

/**
 * Whether the recorded commit is live, whole and under this configuration, so that publishing it again would change
 * nothing now; told by the last release and the pointer alone.
 */
export const isLiveAsIs = async (
  { bucket }: Pick<Published, 'bucket'>,
  config: Config,
  last: LastRelease,
  now: string,
): Promise<boolean> => {
  const { summary } = last
  if (summary === null || !last.pointerWritten || last.recordedCommit !== last.commit) return false
  if (last.interpretation !== config.interpretation) return false
  if (summary.settings !== settingsOf(config)) return false
  if (summary.decided !== last.decided) return false
  if (now < summary.now || (summary.dueAt !== null && now >= summary.dueAt)) return false
  return (await readPointer(bucket))?.root === last.root
}

/**
 * Whether the commit is live as it would be published again, found by a handful of rows and without reading any
 * lesson. Null where it is not, or where that takes a whole plan to tell.
 */
export const findSettled = async (
  published: Published,
  config: Config,
  commit: string,
  now: string,
): Promise<Settled | null> => {
  const last = await readLastRelease(published.database)
  if (last?.commit !== commit || last.summary === null || last.model === null) return null
  if (!(await isLiveAsIs(published, config, last, now))) return null
  const { chunks, embedded } = await coverage(published.database)
  if (chunks !== embedded) return null
  const { kept, translations, unapproved, diagnostics } = last.summary
  return {
    summary: {
      commit,
      items: { create: 0, update: 0, keep: kept, archive: 0, quarantine: 0 },
      versions: 0,
      translations,
      unapproved,
      diagnostics,
    },
    embeddings: {
      chunks,
      embedded: 0,
      reused: chunks,
      tokens: 0,
      model: last.model,
      pending: 0,
      failure: null,
    },
  }
}
