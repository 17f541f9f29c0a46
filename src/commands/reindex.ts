import { type ConfigFlags, readConfig } from '../config.ts'
import {
  activateModel,
  activeModel,
  coverage,
  pendingChunks,
  registerModel,
} from '../database/embeddings.ts'
import { ContentError } from '../errors.ts'
import { buyMissing } from '../line/embed-live.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type ReindexOptions = ConfigFlags & {
  readonly dryRun?: boolean
  readonly format: 'text' | 'json'
}

/**
 * Gives every live chunk a vector of the configured model, and switches readers to it in one
 * transaction once none is missing. Until then they go on with the model they have.
 */
export const reindex = async (
  options: ReindexOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return withExisting(config, async ({ database, embedder }) => {
    const before = await activeModel(database)
    if (options.dryRun !== true) await registerModel(database, embedder.model, embedder.dimensions)
    const pending = await pendingChunks(database, embedder.model, 'all')
    const texts = new Map(pending.map((chunk) => [chunk.inputDigest, chunk.tokens]))
    const tokens = [...texts.values()].reduce((sum, count) => sum + count, 0)
    const dollars = (tokens * embedder.price) / 1_000_000
    terminal.note(
      `${embedder.model}: ${texts.size} texts, ${tokens} tokens, $${dollars.toFixed(4)}.`,
    )
    const report = { model: embedder.model, before, texts: texts.size, tokens, dollars }
    if (options.dryRun === true) {
      if (options.format === 'json') terminal.print(JSON.stringify(report, null, 2))
      return exitCodes.fine
    }
    const bought = await buyMissing(database, embedder, 'all', terminal.progress)
    if (bought.failure !== null) {
      throw new ContentError('EMBEDDER', bought.failure.message, {
        cause: bought.failure,
        hint: 'What was bought is kept; run `reindex` again to go on.',
      })
    }
    await activateModel(database, embedder.model)
    const { chunks, embedded } = await coverage(database)
    if (options.format === 'json') {
      terminal.print(
        JSON.stringify({ ...report, chunks, embedded, bought: bought.embedded }, null, 2),
      )
    } else {
      terminal.print(
        `${embedded} of ${chunks} chunks have a vector of ${embedder.model}; ${bought.embedded} are new.`,
      )
    }
    return exitCodes.fine
  })
}
