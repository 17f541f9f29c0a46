import { findItem } from '../database/find-item.ts'
import { readLastRelease } from '../database/last-release.ts'
import { type Standing, standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { entryKey, type Item, type Version } from '../item.ts'
import { type PlannedRun, runLine } from '../pipeline.ts'
import type { PersonOf } from '../review.ts'
import type { ReviewSubject } from '../review-step.ts'
import { peopleAt } from './judge-texts.ts'
import type { AgainInput } from './release-again.ts'
import { rulesFor } from './text-rules.ts'

/** A text at the recorded head, with what a decision about it has to name. */
export type HeadText = ReviewSubject & {
  readonly item: Item
  readonly language: string
  /** Of a translation: its source's newest version. */
  readonly source: Version | null
  /** Blobs of the files at the head; null where there is none. */
  readonly textBlob: string | null
  readonly sourceBlob: string | null
  readonly personOf: PersonOf
}

/** Plans the recorded head as of now and hands it on; nothing is changed. */
export const withHead = async <T>(
  { repository, config, connections, now, stages }: AgainInput,
  use: (run: PlannedRun) => Promise<T>,
): Promise<T> => {
  const last = await readLastRelease(connections.database)
  const target = { commit: last?.recordedCommit ?? '', ref: null, warning: null }
  const how = { mode: 'append', trust: 'recorded', renditions: 'kept' } as const
  return await runLine(
    { ...how, repository, config, published: connections, target, now, stages },
    use,
  )
}

/**
 * An item's own text (`language` null), or its translation into a language.
 * @throws ContentError `USAGE` where there is no such item, `REFUSED` where it is gone from the branch
 */
export const headText = async (
  input: AgainInput,
  run: PlannedRun,
  name: string,
  language: string | null,
): Promise<HeadText> => {
  const { config, connections } = input
  const { state } = run.plan.replay
  const { id } = await findItem(connections.database, name)
  const item = state.items.get(id)
  if (item?.present !== true)
    throw new ContentError('REFUSED', `The item \`${name}\` is gone from the branch.`, {
      hint: 'Restore its file first.',
    })
  const code = language ?? config.source.language
  const judged = run.plan.translations.find(
    (one) => one.item.id === id && one.translation.language === code,
  )
  const translation = judged?.translation ?? null
  const file = language === null ? item : translation
  const version = file?.track.current ?? null
  const key = entryKey(id, code)
  const blobAt = (path: string | undefined) => state.tree.get(path ?? '')?.oid ?? null
  const held: Standing = standing(run.recorded.decisions)
  return {
    item,
    language: code,
    texts: language === null ? 'items' : 'translations',
    version,
    source: language === null ? null : item.track.current,
    isLive: version !== null && run.recorded.live.get(key)?.versionId === version.id,
    isArchived: held.archived.has(id),
    freshness:
      language === null || judged?.freshness.state === 'current'
        ? 'current'
        : judged === undefined
          ? 'missing'
          : 'outdated',
    steps: held.reviews.get(key) ?? [],
    rules: version === null ? [] : await rulesFor({ ...input, ...run }, item, code, version),
    textBlob: blobAt(translation?.path),
    sourceBlob: blobAt(item.path),
    personOf: peopleAt(state, { store: run.store, config }),
  }
}
