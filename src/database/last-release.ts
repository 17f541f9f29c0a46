import type { ReleaseSummary } from '../line/settled.ts'
import type { Database, Row } from './database.ts'

/** The last release, and how far recording had come. */
export type LastRelease = {
  readonly recordedCommit: string | null
  readonly interpretation: string | null
  readonly rootCommit: string | null
  readonly ordinal: number
  readonly fence: number
  readonly sequence: number
  readonly commit: string
  /** Key of its manifest. */
  readonly root: string
  readonly pointerWritten: boolean
  /** The release that it puts back or makes again; null for one of its own. */
  readonly restores: number | null
  readonly summary: ReleaseSummary | null
  /** Number of the last decision; 0 for none. */
  readonly decided: number
  /** The model whose vectors readers use. */
  readonly model: string | null
}

/** Reads them in one statement; null before the first release. */
export const readLastRelease = async (database: Database): Promise<LastRelease | null> => {
  const [row] = await database.query<Row & LastRelease>(
    `select recorded.commit as "recordedCommit", recorded.interpretation, recorded.root_commit as "rootCommit",
            recorded.ordinal, recorded.fence, release.sequence, release.commit,
            release.root_key as "root", release.pointer_written as "pointerWritten", release.summary, release.restores,
            (select coalesce(max(sequence), 0)::int8 from pipeline.decisions) as "decided",
            (select model_version from embeddings.models where active) as "model"
     from pipeline.releases release cross join pipeline.recorded
     order by release.sequence desc limit 1`,
  )
  return row ?? null
}
