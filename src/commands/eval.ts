import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ConfigFlags, readConfig } from '../config.ts'
import { slugsNotLive } from '../database/find-item.ts'
import { measureRecall } from '../database/index-recall.ts'
import { vectorIndexOf } from '../database/vector-index.ts'
import { ContentError } from '../errors.ts'
import { questionsFile, readQuestions } from '../line/questions.ts'
import { readingEmbedder } from '../open-embedder.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { type Evaluation, evaluate, retrievers } from '../search/evaluate.ts'
import { withExisting } from '../with-existing.ts'

export type EvalOptions = ConfigFlags & {
  readonly model?: string
  readonly format: 'text' | 'json'
}

/** Asks the questions of a file and prints how well each way of searching answers them, and what the index finds. */
export const evalCommand = async (
  file: string | undefined,
  options: EvalOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const path = file ?? join(config.root, questionsFile)
  if (!existsSync(path))
    throw new ContentError('USAGE', `Cannot find the questions in \`${path}\`.`, {
      hint: 'A file of questions is `questions: [{ question: …, items: [slug, …] }]`.',
    })
  const questions = readQuestions(path)
  return withExisting(config, async (connections) => {
    const { database } = connections
    const embedder =
      options.model === undefined
        ? await readingEmbedder(connections)
        : await connections.embedderOf(options.model, 'load')
    if (embedder === null)
      throw new ContentError('CONFIG', `Cannot ask \`${options.model}\`: it is not configured.`)
    const slugs = [...new Set(questions.flatMap(({ items }) => items))]
    for (const slug of await slugsNotLive(database, slugs))
      terminal.note(
        `No live item has the slug \`${printable(slug)}\`, which is expected in \`${path}\`.`,
      )
    const measured = await evaluate(database, embedder, questions, config.source.language)
    const graph = await vectorIndexOf(database, embedder.model)
    const index = graph === null ? null : await measureRecall(database, embedder.model, graph)
    terminal.print(
      options.format === 'json'
        ? JSON.stringify(
            { model: embedder.model, questions: questions.length, ...measured, index },
            null,
            2,
          )
        : `${questions.length} questions, ${embedder.model}\n\n${formatEvaluation(measured)}${
            index === null ? '' : `\n\nThe index finds ${index.toFixed(3)} of the nearest vectors.`
          }`,
    )
    return exitCodes.fine
  })
}

const formatEvaluation = (measured: Evaluation): string =>
  table([
    ['', 'recall@10', 'MRR', 'nDCG@10'],
    ...retrievers.map((name) => {
      const { recall, mrr, ndcg } = measured[name]
      return [name, recall.toFixed(3), mrr.toFixed(3), ndcg.toFixed(3)]
    }),
  ])
