import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/corpus/random.ts'
import { mistyped as mistypedWord } from '../../bench/search/words.ts'
import type { Row } from '../../src/database/database.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { readQuestions } from '../../src/line/questions.ts'
import { evaluate } from '../../src/search/evaluate.ts'
import { createPublished } from '../support/cli.ts'
import { cloneCorpus, withCorpus } from '../support/corpora.ts'
import { publishCorpus, withState } from '../support/published-corpus.ts'

const pathOf = (set: string): string =>
  fileURLToPath(new URL(`../questions/${set}.yaml`, import.meta.url))

/** Lexemes that a question shares with an item's title, description and text, as English full text takes them. */
const sharedSql = `
  select count(*)::int as shared from (
    select unnest(tsvector_to_array(to_tsvector('english', $1)))
    intersect
    select unnest(tsvector_to_array(to_tsvector('english',
      item.title || ' ' || coalesce(item.description, '') || ' ' ||
      (select string_agg(heading || ' ' || text, ' ') from embeddings.live_chunks where content_id = item.id))))
    from content_mgmt.content_items item where item.slug = $2
  ) as words`

/** Checks a set of questions on what is published in a directory. */
const checkSet = (set: string, directory: string): Promise<void> =>
  withState(directory, async ({ database }) => {
    const questions = readQuestions(pathOf(set))
    expect(questions).toHaveLength(50)
    let foreign = 0
    for (const { question, items } of questions) {
      const shared = items.map((slug) =>
        database.query<Row & { readonly shared: number }>(sharedSql, [question, slug]),
      )
      const counts = (await Promise.all(shared)).map(([row]) => row?.shared ?? 0)
      if (counts.every((count) => count === 0)) foreign += 1
    }
    expect(foreign).toBeGreaterThanOrEqual(17)
    const right = await evaluate(database, offlineEmbedder(), questions, 'en')
    const wrong = questions.map((one, number) => ({
      ...one,
      question: mistype(one.question, number),
    }))
    const mistyped = await evaluate(database, offlineEmbedder(), wrong, 'en')
    await database.query('delete from embeddings.words')
    const unhelped = await evaluate(database, offlineEmbedder(), wrong, 'en')
    process.stdout.write(`${set}: ${JSON.stringify({ right, mistyped, unhelped })}\n`)
    for (const metric of ['recall', 'mrr', 'ndcg'] as const) {
      expect(right.hybrid[metric], metric).toBeGreaterThanOrEqual(right.text[metric])
      expect(mistyped.text[metric], metric).toBeGreaterThan(unhelped.text[metric])
      expect(mistyped.hybrid[metric], metric).toBeGreaterThanOrEqual(unhelped.hybrid[metric])
    }
  })

/** The question with one of its longer words mistyped: a letter left out, or two that changed places. */
const mistype = (question: string, number: number): string => {
  const random = seededRandom(3, number)
  const words = question.match(/\p{L}{5,}/gu)
  if (words === null) return question
  const word = random.pick(words)
  return question.replace(word, mistypedWord(random, word))
}

const configuration = (files: string): string =>
  `version: 1\nsource: { language: en, history: head }\ncollections: [{ type: article, files: "${files}" }]\nembedder: offline\n`

const holds =
  'of 50 questions, a third in other words than the lesson’s, loses nothing by the offline vectors, and less by mistyped words'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The sample academy's files by their paths. */
const sampleAcademy = async (): Promise<Readonly<Record<string, Uint8Array>>> => {
  const below = async (directory: string): Promise<readonly string[]> => {
    const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  }
  const paths = ['hma-content.yaml', ...(await below('content')), ...(await below('schemas'))]
  const read = async (path: string) => [path, await readFile(join(root, path))] as const
  return Object.fromEntries(await Promise.all(paths.map(read)))
}

describe('the question set', () => {
  it(`of the sample academy, ${holds}`, async () => {
    await using source = await createPublished(await sampleAcademy())
    await checkSet('academy', source.directory)
  }, 300_000)

  for (const [name, files] of [
    ['git-novice', '{slug}.md'],
    ['glossary', 'en/{slug}.md'],
  ] as const) {
    withCorpus(name, (bundle) =>
      it(`of ${name}, ${holds}`, async () => {
        await using corpus = await cloneCorpus(bundle, configuration(files))
        await publishCorpus(corpus.directory)
        await checkSet(name, corpus.directory)
      }, 300_000),
    )
  }
})
