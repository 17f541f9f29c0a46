import { existsSync } from 'node:fs'
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

// Less is chance: of fifty questions, one answered a rank lower.
const tolerance = 0.01

/**
 * Asks the repository's own questions by a filled model and by the one that readers use.
 * @throws ContentError `REFUSED` where the filled one answers worse
 */
export const judgeModel = async (input: JudgeInput): Promise<void> => {
  const { connections, embedder, questions, language, note } = input
  const { database } = connections
  const active = await activeModel(database)
  if (active === null || active === embedder.model || !existsSync(questions)) return
  if ((await countStaged(database)) > 0)
    return note(
      'The new model is not judged: chunks are cut anew as well, and have no vectors of the old one.',
    )
  const asked = readQuestions(questions)
  const after = await evaluate(database, embedder, asked, language)
  const old = await connections.embedderOf(active, 'load')
  // Where the old model cannot be asked, full text alone is what the new one has to match.
  const before = old === null ? after.text : (await evaluate(database, old, asked, language)).hybrid
  const [now, then] = [after.hybrid.ndcg.toFixed(3), before.ndcg.toFixed(3)]
  note(`${asked.length} questions: nDCG@10 ${now} with ${embedder.model}, ${then} with ${active}.`)
  if (after.hybrid.ndcg >= before.ndcg - tolerance) return
  throw new ContentError(
    'REFUSED',
    `\`${embedder.model}\` answers the questions worse than \`${active}\`: nDCG@10 ${now}, not ${then}.`,
    {
      hint: 'Readers go on with the old model; what was bought is kept. `--anyway` switches all the same.',
    },
  )
}
