import { join } from 'node:path'
import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { digestsUnderWay } from '../database/batches.ts'
import type { ChunkFilter } from '../database/embeddings.ts'
import { claimModel, type ModelClaim } from '../database/model-claim.ts'
import { activeModel } from '../database/models.ts'
import { dropOutdatedStaged } from '../database/staged-chunks.ts'
import { wallClock } from '../embed/clock.ts'
import type { EmbeddingBatches } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import type { ContentType } from '../lesson/lesson.ts'
import type { PendingText } from '../line/buy-vectors.ts'
import { type JudgeSwitch, judgeModel } from '../line/judge-model.ts'
import { questionsFile } from '../line/questions.ts'
import { rechunker } from '../line/rechunk.ts'
import { fillMissing, type Reindexed, reindex, stageStale } from '../line/reindex.ts'
import { batchesOf } from '../open-embedder.ts'
import { openRepository } from '../open-repository.ts'
import type { CommandContext } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'
import { knownLanguage, slugPattern, wholeNumber } from './option-value.ts'
import { wantedBatches, wantedEmbedder } from './reindex-embedder.ts'
import { reportEstimates } from './reindex-estimate.ts'
import { checkCost, type Purchase, reportReindex } from './reindex-purchase.ts'

export type ReindexOptions = ConfigFlags & {
  readonly dryRun?: boolean
  readonly model?: string
  readonly rollback?: boolean
  readonly missing?: boolean
  readonly language?: string
  readonly type?: ContentType
  readonly only?: string
  readonly concurrency: string
  readonly maxCost?: string
  readonly batch?: boolean
  readonly anyway?: boolean
  readonly format: 'text' | 'json'
}

/**
 * Gives every live chunk a vector of the configured model, and switches readers to it in one
 * transaction once none is missing. Until then they go on with the model they have.
 */
export const reindexCommand = async (
  options: ReindexOptions,
  context: CommandContext,
): Promise<number> => {
  checkOptions(options)
  const config = readConfig(options, context.variables)
  const filter = filterOf(options, config)
  return withExisting(config, async (connections) => {
    const before = await activeModel(connections.database)
    const asked = await wantedEmbedder(options, connections)
    const batches = await wantedBatches(options, config, asked.model)
    const embedder = batches === null ? asked : { ...asked, price: batches.price }
    const run = { options, context, config, filter, connections, embedder, batches, before }
    if (options.dryRun === true) return await withRechunker(run, estimates)
    const done = await fill(run)
    if (done.failure !== null) {
      throw new ContentError('EMBEDDER', done.failure.message, {
        cause: done.failure,
        hint: `What was bought is kept; run \`reindex${batches === null ? '' : ' --batch'}\` again to go on.`,
      })
    }
    return reportReindex(run, done)
  })
}

type Run = Purchase & {
  readonly options: ReindexOptions
  readonly config: Config
  readonly filter: ChunkFilter
  readonly batches: EmbeddingBatches | null
}

const checkOptions = ({ model, rollback, missing, batch }: ReindexOptions): void => {
  const named = [
    ['--rollback', rollback === true],
    ['--missing', missing === true],
    ['--model', model !== undefined],
    ['--batch', batch === true],
  ] as const
  const chosen = named.filter(([, given]) => given).map(([name]) => name)
  if (chosen.length < 2 || chosen.join() === '--model,--batch') return
  throw new ContentError('USAGE', `Expected one of ${chosen.join(' and ')}, got both.`)
}

const filterOf = ({ language, type, only }: ReindexOptions, { source }: Config): ChunkFilter => ({
  language:
    language === undefined
      ? null
      : knownLanguage(language, [...new Set([source.language, ...source.languages])]),
  type: type ?? null,
  slug: only === undefined ? null : slugPattern(only),
})

const withRechunker = async <T>(
  run: Run,
  use: (run: Run, rechunk: ReturnType<typeof rechunker>) => Promise<T>,
): Promise<T> => {
  const repository = await openRepository(run.config, run.context.variables.PATH)
  await using objects = repository.snapshots.openObjects()
  return await use(run, rechunker(run.config, objects))
}

const estimates = (
  { options, config, filter, connections, embedder, batches, context, before }: Run,
  rechunk: ReturnType<typeof rechunker>,
): Promise<number> =>
  reportEstimates({
    connections,
    embedder,
    rechunk,
    filter,
    batchesOf: async (model) => (batches === null ? null : await batchesOf(config, model)),
    before,
    terminal: context.terminal,
    format: options.format,
  })

const fill = async (run: Run): Promise<Reindexed> => {
  const claim = await claimModel(run.connections.database, run.embedder.model)
  try {
    return await fillClaimed(run, claim)
  } finally {
    await claim.end()
  }
}

const fillClaimed = async (run: Run, claim: ModelClaim): Promise<Reindexed> => {
  const { options, context, filter, connections, embedder, batches } = run
  const { database } = connections
  const { note } = context.terminal
  const input = {
    database,
    embedder,
    filter,
    concurrency: wholeNumber('--concurrency', options.concurrency, { from: 1, to: 64 }),
    allow: (texts: readonly PendingText[]) => checkCost(run, texts),
    onProgress: context.terminal.progress,
    ...(batches === null ? {} : { batches: { batches, note, clock: wallClock, run: claim.run } }),
    ...(options.rollback === true || options.anyway === true
      ? {}
      : { judge: judge.bind(null, run) }),
  }
  if (options.missing === true) return await fillMissing(input)
  if (options.rollback === true) await dropOutdatedStaged(database, null)
  else {
    if (batches === null) await refuseUnderWay(run)
    const lost = await withRechunker(run, (_, rechunk) =>
      stageStale(database, rechunk, input.onProgress),
    )
    if (lost > 0) note(`${lost} live texts could not be read again from Git.`)
  }
  return await reindex(input)
}

/** What is in batches would be bought twice. */
const refuseUnderWay = async ({ connections, embedder: { model } }: Run): Promise<void> => {
  const { size } = await digestsUnderWay(connections.database, model)
  if (size === 0) return
  throw new ContentError('REFUSED', `${size} texts are under way in batches of \`${model}\`.`, {
    hint: '`reindex --batch` goes on with them. Cancelled at the service, they are free again once it has looked.',
  })
}

const judge = ({ config, connections, embedder, context }: Run): Promise<JudgeSwitch | null> =>
  judgeModel({
    connections,
    embedder,
    questions: join(config.root, questionsFile),
    language: config.source.language,
    note: context.terminal.note,
  })
