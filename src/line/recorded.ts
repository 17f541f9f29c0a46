import type { Bucket } from '../bucket/bucket.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { loadRecorded, type RecordedRows } from '../database/load-recorded.ts'
import { readStrayChunks } from '../database/verify-queries.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { checkDescent, checkRecordedIsHere } from '../ingest/check-descent.ts'
import { entryKey } from '../item.ts'
import { readPointer } from '../publish/write-pointer.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { emptyState, type RecordedState } from '../state.ts'
import { distrust } from './distrust.ts'
import type { Recorded } from './plan.ts'

/**
 * `append` goes on from what is recorded; `rebuild` starts from the root again, and records all of it anew; `remake` plays
 * the history up to an earlier commit again and records nothing.
 */
export type RunMode = 'append' | 'rebuild' | 'remake'

/** Whether what is recorded of the live release counts, or all of it is to be made again. */
export type Trust = 'recorded' | 'nothing'

/** Where earlier runs published to. */
export type Published = { readonly database: Database; readonly bucket: Bucket }

/** What opening the recorded state needs. */
export type RecordedInput = {
  readonly repository: Repository
  readonly config: Config
  readonly published: Published | null
  readonly target: ResolvedCommit
  readonly mode: RunMode
  readonly trust: Trust
}

/**
 * The recorded state as the line's left end takes it: rows from the database, the tree from Git.
 * @throws ContentError `REFUSED` where it belongs to another repository or another configuration, or the commit asked for
 *   does not follow it
 */
export const openRecorded = async (input: RecordedInput): Promise<Recorded> => {
  const { published, trust } = input
  if (published === null) return nothingRecorded
  const recorded = await loadTrusted(input, published)
  return trust === 'recorded'
    ? recorded
    : distrust(recorded, await readStrayChunks(published.database))
}

const loadTrusted = async (input: RecordedInput, published: Published): Promise<Recorded> => {
  const { repository, config, target, mode } = input
  const rows = await loadRecorded(published.database)
  const confirmed = standing(rows.decisions).confirmed.has(target.commit)
  const isPublished = mode === 'remake' || target.commit === rows.commit
  if (isPublished) await checkRecordedIsHere(repository, target.commit)
  // A person has seen the commit, or it was published from here.
  if (!confirmed && mode !== 'remake') await checkRepository(input, rows)
  // Where the bucket was lost, what the database calls live has to be made again.
  const lost = (await readPointer(published.bucket)) === null
  const live = new Map(
    rows.live.map((text) => [
      entryKey(text.itemId, text.language),
      lost ? { ...text, fingerprint: '' } : text,
    ]),
  )
  const base = {
    live,
    decisions: rows.decisions,
    pinned: rows.pinned,
    fence: rows.fence,
    releasedCommit: rows.releasedCommit,
    obeyed: rows.obeyed,
    pointerWritten: rows.pointerWritten && !lost,
  }
  if (rows.commit === null) return { ...base, state: emptyState }
  if (mode !== 'rebuild') checkInterpretation(config, rows)
  if (mode === 'remake') return { ...base, state: emptyState }
  await checkDescent(repository, config, { recorded: rows.commit, target, confirmed })
  if (mode === 'rebuild') return { ...base, state: emptyState }
  await checkRecordedIsHere(repository, rows.commit)
  return { ...base, state: await stateOf(repository, rows, rows.commit) }
}

/** As long as nothing was published. */
export const nothingRecorded: Recorded = {
  state: emptyState,
  decisions: [],
  pinned: new Map(),
  live: new Map(),
  fence: 0,
  releasedCommit: null,
  obeyed: 0,
  pointerWritten: true,
}

const stateOf = async (
  repository: Repository,
  rows: RecordedRows,
  commit: string,
): Promise<RecordedState> => {
  const tree = await repository.snapshots.listTree(commit)
  return {
    commit,
    ordinal: rows.ordinal,
    tree: new Map(tree.map(({ path, mode, oid }) => [path, { mode, oid }])),
    items: new Map(rows.items.map((item) => [item.id, item])),
    translations: new Map(rows.translations.map((file) => [file.path, file])),
    hierarchy: new Map(rows.hierarchy.map((file) => [file.path, file])),
    former: rows.former,
  }
}

// In a shallow clone the oldest commit at hand is not the root, so there is nothing to compare.
const checkRepository = async (
  { repository, target }: RecordedInput,
  { rootCommit }: RecordedRows,
): Promise<void> => {
  if (rootCommit === null || (await repository.isShallow())) return
  if (rootCommit === (await repository.rootCommit(target.commit))) return
  throw new ContentError('REFUSED', 'The database belongs to another repository.', {
    hint: 'Use one database for each repository, or another `--state` directory. If the history was rewritten from its first commit on, run `hma-content confirm`.',
  })
}

const checkInterpretation = (config: Config, { interpretation }: RecordedRows): void => {
  if (interpretation === null || interpretation === config.interpretation) return
  throw new ContentError(
    'REFUSED',
    'The collections, fields or languages in the configuration have changed since the last run.',
    { hint: 'Run `hma-content publish --rebuild` to read the whole history under the new ones.' },
  )
}
