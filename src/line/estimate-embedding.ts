import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { knownDigests } from '../database/embeddings.ts'
import { chunkLesson } from '../embed/chunk.ts'
import type { Embedder } from '../embedder.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import type { ObjectReader } from '../source/objects.ts'
import { dollarsOf } from './estimate-reindex.ts'
import { shapesByReading } from './parse-blob.ts'
import type { Plan } from './plan.ts'
import { titleOfText } from './release.ts'

/** What embedding a plan's texts will cost. */
export type EmbeddingEstimate = {
  /** In the lessons that a publish would make live or change. */
  readonly chunks: number
  /** Distinct texts among them that no vector of the model is known for, and their tokens. */
  readonly embedded: number
  readonly reused: number
  readonly tokens: number
  /** Null where the price is not known. */
  readonly dollars: number | null
  readonly model: string
}

/** Cuts the texts that a plan makes live into chunks and counts those that have to be bought. */
export const estimateEmbedding = async ({
  plan,
  config,
  objects,
  sources,
  database,
  embedder,
}: {
  readonly plan: Plan
  readonly config: Config
  readonly objects: Pick<ObjectReader, 'read'>
  readonly sources: ReplaySources
  readonly database: Database | null
  readonly embedder: Embedder
}): Promise<EmbeddingEstimate> => {
  const shapes = shapesByReading(config)
  const tokens = new Map<string, number>()
  let chunks = 0
  for (const text of plan.render) {
    const shape = shapes.get(text.reading)
    const read = await objects.read(text.version.blob, 1024 * 1024)
    const lesson = shape && read.kind === 'blob' ? readLesson(read.bytes, shape).lesson : null
    if (lesson === null) continue
    const title = titleOfText(sources, text)
    for (const chunk of chunkLesson({ title, lesson, language: text.language })) {
      tokens.set(chunk.inputDigest, chunk.tokens)
      chunks++
    }
  }
  for (const known of database === null
    ? []
    : await knownDigests(database, embedder.model, [...tokens.keys()])) {
    tokens.delete(known)
  }
  const total = [...tokens.values()].reduce((sum, count) => sum + count, 0)
  return {
    chunks,
    embedded: tokens.size,
    reused: chunks - tokens.size,
    tokens: total,
    dollars: dollarsOf(total, embedder.price),
    model: embedder.model,
  }
}
