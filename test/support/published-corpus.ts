import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import { type Connections, connectExisting } from '../../src/connect.ts'
import type { RunSummary } from '../../src/line/summary.ts'
import { readingEmbedder } from '../../src/open-embedder.ts'
import { search } from '../../src/search/search.ts'
import type { Question } from '../corpora/questions.ts'
import { hma, pointerOf } from './cli.ts'
import { publishedState, type Snapshot } from './snapshot.ts'

/** Runs `publish` as an operator does and gives what it prints. Findings in old commits are no failure here. */
export const publishCorpus = async (
  directory: string,
  ...flags: readonly string[]
): Promise<RunSummary> => {
  const run = await hma(directory, ['publish', '--format', 'json', '--allow-mass-change', ...flags])
  if (run.code !== 0 && run.code !== 1)
    throw new Error(`publish ended with ${run.code}: ${run.stderr}`)
  return JSON.parse(run.stdout) as RunSummary
}

/** The embedded database that `publish` left, open for a while. */
export const withState = async <T>(
  directory: string,
  use: (connections: Connections, config: Config) => Promise<T>,
): Promise<T> => {
  const config = readConfig({ cwd: directory }, {})
  const connections = await connectExisting(config)
  if (connections === null) throw new Error('Expected a published state')
  try {
    return await use(connections, config)
  } finally {
    await connections.close()
  }
}

/** Everything that must not depend on how often and in which steps a history was published. */
export const snapshotOf = (directory: string): Promise<Snapshot> =>
  withState(directory, ({ database }) =>
    publishedState(database, join(directory, '.hma-content/bucket')),
  )

type Root = { readonly parts: readonly { readonly key: string }[] }
type Part = { readonly items: readonly { readonly document: string }[] }

/** Keys of the documents that the live manifest names. */
export const documentKeys = async (directory: string): Promise<readonly string[]> => {
  const read = (key: string) => readFile(join(directory, '.hma-content/bucket', key), 'utf8')
  const root = JSON.parse(await read((await pointerOf(directory))?.root ?? '')) as Root
  const parts = await Promise.all(root.parts.map(({ key }) => read(key)))
  return parts.flatMap((part) => (JSON.parse(part) as Part).items.map(({ document }) => document))
}

/** The questions whose lesson is not among the first three answers, each with those. */
export const missedQuestions = (
  directory: string,
  questions: readonly Question[],
): Promise<readonly string[]> =>
  withState(directory, async (connections, { source }) => {
    const embedder = await readingEmbedder(connections)
    const missed: string[] = []
    for (const { question, slug } of questions) {
      const request = { text: question, language: source.language, languages: [], limit: 3 }
      const slugs = (await search(connections.database, embedder, request)).map((hit) => hit.slug)
      if (!slugs.includes(slug)) missed.push(`${question} → ${slugs.join(', ')}`)
    }
    return missed
  })
