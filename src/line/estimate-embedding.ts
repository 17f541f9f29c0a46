import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { knownDigests } from '../database/embeddings.ts'
import { type Chunk, chunkLesson } from '../embed/chunk.ts'
import type { Embedder } from '../embedder.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import type { ObjectReader } from '../source/objects.ts'
import { dollarsOf } from './estimate-reindex.ts'
import { shapesByReading } from './parse-blob.ts'
import type { Plan, PlannedText } from './plan.ts'
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

/** Where texts are cut. */
export type CutSources = {
  readonly config: Config
  readonly objects: Pick<ObjectReader, 'read'>
  readonly sources: ReplaySources
}

/** Cuts texts into chunks as embedding will. */
export const cutTexts = async (
  { config, objects, sources }: CutSources,
  texts: readonly PlannedText[],
): Promise<readonly Chunk[]> => {
  const shapes = shapesByReading(config)
  const chunks: Chunk[] = []
  for (const text of texts) {
    const shape = shapes.get(text.reading)
    const read = await objects.read(text.version.blob, 1024 * 1024)
    const lesson = shape && read.kind === 'blob' ? readLesson(read.bytes, shape).lesson : null
    if (lesson === null) continue
    const title = titleOfText(sources, text)
    chunks.push(...chunkLesson({ title, lesson, language: text.language }))
  }
  return chunks
}

/** What buying vectors for chunks would cost, where those with the given digests are known. */
export const costOfChunks = (
  chunks: readonly Chunk[],
  known: readonly string[],
  { model, price }: Pick<Embedder, 'model' | 'price'>,
): EmbeddingEstimate => {
  const tokens = new Map(chunks.map((chunk) => [chunk.inputDigest, chunk.tokens] as const))
  for (const digest of known) tokens.delete(digest)
  const total = [...tokens.values()].reduce((sum, count) => sum + count, 0)
  return {
    chunks: chunks.length,
    embedded: tokens.size,
    reused: chunks.length - tokens.size,
    tokens: total,
    dollars: dollarsOf(total, price),
    model,
  }
}

/** What embedding the texts that a plan makes live will cost. */
export const estimateEmbedding = async ({
  plan,
  database,
  embedder,
  ...from
}: CutSources & {
  readonly plan: Plan
  readonly database: Database | null
  readonly embedder: Embedder
}): Promise<EmbeddingEstimate> => {
  const chunks = await cutTexts(from, plan.render)
  const digests = chunks.map(({ inputDigest }) => inputDigest)
  const known = database === null ? [] : await knownDigests(database, embedder.model, digests)
  return costOfChunks(chunks, known, embedder)
}
