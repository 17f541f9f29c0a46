import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import { type Connections, connectExisting, readingEmbedder } from '../../src/connect.ts'
import type { Row } from '../../src/database/database.ts'
import { sha256 } from '../../src/identifier.ts'
import type { RunSummary } from '../../src/line/summary.ts'
import { search } from '../../src/search/search.ts'
import type { Question } from '../corpora/questions.ts'
import { hma, pointerOf } from './cli.ts'

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

const tables = [
  'content_mgmt.content_items',
  'content_mgmt.translations',
  'content_mgmt.redirects',
  'versions.content_versions',
  'pipeline.translation_versions',
  'pipeline.items',
  'pipeline.former_slugs',
  'pipeline.live',
]

/** Table → its rows; key → digest of an object that the live manifest names. */
export type Snapshot = ReadonlyMap<string, readonly unknown[] | string>

/** Everything that must not depend on how often and in which steps a history was published. */
export const snapshotOf = async (directory: string): Promise<Snapshot> => {
  const rows = await withState(directory, async ({ database: { query } }) => {
    const found: (readonly [string, readonly unknown[]])[] = []
    for (const table of tables) {
      const sql = `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text collate "C"`
      found.push([table, (await query<Row & { row: unknown }>(sql)).map(({ row }) => row)])
    }
    return found
  })
  return new Map<string, readonly unknown[] | string>([...rows, ...(await namedObjects(directory))])
}

/** Key → digest of the manifest's root, its parts, its redirects and every lesson document. */
const namedObjects = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const objects = new Map<string, string>()
  const read = async (key: string): Promise<string> => {
    const body = await readFile(join(directory, '.hma-content/bucket', key), 'utf8')
    objects.set(key, sha256(body))
    return body
  }
  for (const key of await documentKeys(directory, read)) await read(key)
  return objects
}

type Root = { readonly parts: readonly { readonly key: string }[]; readonly redirects: string }
type Part = { readonly items: readonly { readonly document: string }[] }

/** Keys of the documents that the live manifest names; `read` gets every object on the way. */
export const documentKeys = async (
  directory: string,
  read: (key: string) => Promise<string> = (key) =>
    readFile(join(directory, '.hma-content/bucket', key), 'utf8'),
): Promise<readonly string[]> => {
  const root = JSON.parse(await read((await pointerOf(directory))?.root ?? '')) as Root
  await read(root.redirects)
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
