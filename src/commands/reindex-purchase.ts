import type { Connections } from '../connect.ts'
import { activeModel } from '../database/models.ts'
import type { Embedder } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import type { PendingText } from '../line/buy-vectors.ts'
import { dollarsOf } from '../line/estimate-reindex.ts'
import type { Reindexed } from '../line/reindex.ts'
import { formatCost } from '../output/format-cost.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'

/** A reindex, as far as it is about what it costs and what it came to. */
export type Purchase = {
  readonly options: { readonly maxCost?: string; readonly format: 'text' | 'json' }
  readonly context: CommandContext
  readonly connections: Connections
  /** Of the model that is filled. */
  readonly embedder: Embedder
  /** The model that readers used before. */
  readonly before: string | null
}

/** Says what will be bought, and refuses it where it costs more than was allowed. */
export const checkCost = (
  { options: { maxCost }, context, embedder }: Purchase,
  texts: readonly PendingText[],
): void => {
  const tokens = texts.reduce((sum, text) => sum + text.tokens, 0)
  const dollars = dollarsOf(tokens, embedder.price)
  context.terminal.note(
    `${embedder.model}: ${texts.length} texts, ${tokens} tokens, ${formatCost(dollars)}.`,
  )
  if (maxCost === undefined) return
  const most = Number(maxCost)
  if (!(most >= 0))
    throw new ContentError('USAGE', `Expected US dollars, got \`--max-cost ${maxCost}\`.`)
  if (dollars !== null && dollars <= most) return
  if (texts.length === 0) return
  throw new ContentError(
    'REFUSED',
    `Buying ${tokens} tokens of \`${embedder.model}\` costs more than $${most}: ${formatCost(dollars)}.`,
    { hint: 'Nothing was bought. `--dry-run` shows what each model costs.' },
  )
}

/** Prints what a reindex came to. */
export const reportReindex = async (
  { options, context, connections, embedder, before }: Purchase,
  { failure: _, ...done }: Reindexed,
): Promise<number> => {
  const model = await activeModel(connections.database)
  const dollars = dollarsOf(done.tokens, embedder.price)
  const { print } = context.terminal
  if (options.format === 'json') {
    print(
      JSON.stringify({ model: embedder.model, before, active: model, ...done, dollars }, null, 2),
    )
    return exitCodes.fine
  }
  if (done.lacking > 0) {
    print(
      `${done.lacking} chunks still lack a vector of ${embedder.model}; ${done.bought} are new. Readers go on with ${model}.`,
    )
    return exitCodes.fine
  }
  print(
    `${done.embedded} of ${done.chunks} chunks have a vector of ${model}; ${done.bought} are new.`,
  )
  if (before !== null && before !== model)
    print(`Readers were switched from ${before}; \`reindex --rollback\` goes back to it.`)
  return exitCodes.fine
}
