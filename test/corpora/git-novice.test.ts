import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/line/summary.ts'
import { hmaJson } from '../support/cli.ts'
import { type Corpus, cloneCorpus, withCorpus } from '../support/corpora.ts'
import { plainTree } from '../support/plain-git.ts'
import { documentKeys, missedQuestions, publishCorpus } from '../support/published-corpus.ts'
import { gitNoviceQuestions } from './questions.ts'

const configuration = `
version: 1
source: { branch: main, language: en }
collections:
  - type: lesson
    files: "{slug}.md"
embedder: offline
`

type Document = {
  readonly frontMatter: { readonly title: string }
  readonly html: string
  readonly media: Readonly<Record<string, { readonly outputs: readonly { key: string }[] }>>
}

withCorpus('git-novice', (bundle) =>
  describe('version control with Git, of the Carpentries', () => {
    let corpus: Corpus
    let summary: RunSummary
    const documents: Document[] = []
    const inBucket = (key: string): string =>
      join(corpus.directory, '.hma-content/bucket', key.replace(/^\//u, ''))

    beforeAll(async () => {
      corpus = await cloneCorpus(bundle, configuration)
      summary = await publishCorpus(corpus.directory)
      for (const key of await documentKeys(corpus.directory))
        documents.push(JSON.parse(await readFile(inBucket(key), 'utf8')) as Document)
    }, 300_000)
    afterAll(() => corpus?.[Symbol.asyncDispose]())

    it('has every lesson live', async () => {
      const lessons = [...(await plainTree(corpus, 'main')).keys()].filter((path) =>
        /^[^/]+\.md$/u.test(path),
      )
      expect(lessons).toHaveLength(14)
      expect(documents).toHaveLength(lessons.length)
      expect(summary.items).toMatchObject({ create: lessons.length, quarantine: 0 })
    })

    it('has nothing left to do afterwards', async () => {
      const plan = await hmaJson<{ actions: readonly { action: string }[] }>(corpus.directory, [
        'plan',
      ])
      expect(new Set(plan.actions.map(({ action }) => action))).toEqual(new Set(['keep']))
    })

    it('shows every figure of the lessons in sizes that lie in the bucket', async () => {
      const keys = documents.flatMap(({ html }) => pictureKeys(html))
      expect(keys.length).toBeGreaterThan(100)
      expect(keys.filter((key) => !existsSync(inBucket(key)))).toEqual([])
      expect(keys.filter((key) => !key.startsWith('/images/'))).toEqual([])
      const tree = await plainTree(corpus, 'main')
      const figures = await corpus.git('grep', '-ohE', '\\]\\(fig/[^)]+\\)', 'main', '--', '*.md')
      const written = figures.split('\n').map((line) => line.slice(']('.length, -1))
      const shown = documents.flatMap(({ media }) => Object.keys(media))
      expect(new Set(shown)).toEqual(new Set(written.filter((path) => tree.has(path))))
    })

    it('gives every figure the alternative text that stands behind it', () => {
      const pictures = documents.flatMap(({ html }) => html.match(/<img\b[^>]*>/gu) ?? [])
      expect(pictures.length).toBeGreaterThan(25)
      expect(pictures.filter((picture) => !/\salt="[^"]+"/u.test(picture))).toEqual([])
    })

    it('leaves no mark of a fenced section and no attribute list in any text', () => {
      for (const { html, frontMatter } of documents)
        expect(html.match(/:::+|\{(?:alt|width|height|class)=|\{\.[a-z]/u), frontMatter.title).toBe(
          null,
        )
    })

    it('finds the right lesson for at least nine of ten questions', async () => {
      const missed = await missedQuestions(corpus.directory, gitNoviceQuestions)
      expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(1)
    })
  }),
)

/** Keys in every `src` and `srcset` of the pictures in HTML. */
const pictureKeys = (html: string): readonly string[] =>
  [...html.matchAll(/<(?:img|source)\b[^>]*>/gu)].flatMap(([tag]) =>
    [...tag.matchAll(/\s(?:src|srcset)="([^"]*)"/gu)].flatMap(([, value = '']) =>
      value.split(',').map((one) => one.trim().split(' ')[0] ?? ''),
    ),
  )
