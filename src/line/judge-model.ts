import { existsSync } from 'node:fs'
import type { Database, Transaction } from '../database/database.ts'
import { activeModel } from '../database/models.ts'
import { countStaged } from '../database/staged-chunks.ts'
import type { Embedder } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import type { EmbedderSource } from '../open-embedder.ts'
import { evaluate } from '../search/evaluate.ts'
import { readQuestions } from './questions.ts'

/** What judging a model needs. */
export type JudgeInput = {
  readonly connections: EmbedderSource
  readonly embedder: Embedder
  /** Path of the questions; where there is no such file, every model passes. */
  readonly questions: string
  readonly language: string
  readonly note: (text: string) => void
}

/** Looks at what readers are switched to, in the transaction that switches them; rejects where they are not to be. */
export type JudgeSwitch = (transaction: Transaction) => Promise<void>

// Less is chance: of fifty questions, one answered a rank lower.
const tolerance = 0.01

/**
 * Asks the repository's own questions of what readers have, and gives what asks them again of what they are switched to:
 * another model, chunks cut anew, or both. Null where there is nothing to compare.
 */
export const judgeModel = async (input: JudgeInput): Promise<JudgeSwitch | null> => {
  const { connections, questions, language, note } = input
  const { database } = connections
  const active = await activeModel(database)
  if (active === null || !existsSync(questions)) return null
  if (active === input.embedder.model && (await countStaged(database)) === 0) return null
  const asked = readQuestions(questions)
  const embedder = remembering(input.embedder)
  // Asked once before, so that no service keeps the transaction waiting.
  await evaluate(database, embedder, asked, language)
  const old = await connections.embedderOf(active, 'load')
  const before = old === null ? null : await evaluate(database, old, asked, language)
  return async (transaction) => {
    const after = await evaluate(within(transaction), embedder, asked, language)
    // Where the old model cannot be asked, full text alone is what the new one has to match.
    const matched = before === null ? after.text : before.hybrid
    const [now, then] = [after.hybrid.ndcg.toFixed(3), matched.ndcg.toFixed(3)]
    note(
      `${asked.length} questions: nDCG@10 ${now} with ${embedder.model}, ${then} with ${active}.`,
    )
    if (after.hybrid.ndcg >= matched.ndcg - tolerance) return
    throw new ContentError(
      'REFUSED',
      `What readers would get answers the questions worse than \`${active}\` does now: nDCG@10 ${now}, not ${then}.`,
      {
        hint: 'Readers go on with what they have; what was bought is kept. `--anyway` switches all the same.',
      },
    )
  }
}

/** An embedder that asks for each text once. */
const remembering = (embedder: Embedder): Embedder => {
  const known = new Map<string, Promise<readonly Float32Array[]>>()
  return {
    ...embedder,
    embed: (texts) => {
      const key = JSON.stringify(texts)
      const asked = known.get(key) ?? embedder.embed(texts)
      known.set(key, asked)
      return asked
    },
  }
}

/** A transaction as what searches ask. */
const within = (transaction: Transaction): Database => ({
  ...transaction,
  transaction: (run) => run(transaction),
  script: () => Promise.reject(new Error('Expected no script within a transaction')),
  close: async () => {},
})
