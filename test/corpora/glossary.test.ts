import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../src/database/database.ts'
import type { RunSummary } from '../../src/line/summary.ts'
import { hmaJson } from '../support/cli.ts'
import { type Corpus, cloneCorpus, withCorpus } from '../support/corpora.ts'
import { plainBlobs, plainTree } from '../support/plain-git.ts'
import {
  missedQuestions,
  publishCorpus,
  snapshotOf,
  withState,
} from '../support/published-corpus.ts'
import { type Reference, readReference } from '../support/reference.ts'
import type { Snapshot } from '../support/snapshot.ts'
import { glossaryQuestions } from './questions.ts'

const configuration = `
version: 1
source:
  branch: main
  language: en
  languages: [en, bn, de, es, fr, hi, it, ja, ko, pt-br, ru, tr, ur, vi, zh-cn, zh-tw]
collections:
  - type: article
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
embedder: offline
`

const hasFrontMatter = (text: string): boolean => /^---\r?\n[\s\S]*?\n---\s*(?:\n|$)/u.test(text)

withCorpus('glossary', (bundle) =>
  describe('the cloud native glossary', () => {
    let corpus: Corpus
    let reference: Reference
    let summary: RunSummary
    let inSteps: Snapshot
    let atOnce: Snapshot

    beforeAll(async () => {
      corpus = await cloneCorpus(bundle, configuration)
      const { directory } = corpus
      const commits = (await corpus.git('rev-list', '--first-parent', '--reverse', 'main')).trim()
      for (const commit of tenOf(commits.split('\n'))) {
        await publishCorpus(directory, '--commit', commit)
      }
      inSteps = await snapshotOf(directory)
      await rm(join(directory, '.hma-content'), { recursive: true })
      summary = await publishCorpus(directory)
      atOnce = await snapshotOf(directory)
      reference = await readReference(corpus)
    }, 600_000)
    afterAll(() => corpus?.[Symbol.asyncDispose]())

    it('comes to the same in ten steps, and once more from nothing', () => {
      expect(inSteps).toEqual(atOnce)
      expect(atOnce.get('content_mgmt.redirects')?.length).toBeGreaterThan(0)
    })

    it('has nothing left to do afterwards', async () => {
      const plan = await hmaJson<{ actions: readonly { action: string }[] }>(corpus.directory, [
        'plan',
      ])
      expect(new Set(plan.actions.map(({ action }) => action))).toEqual(new Set(['keep']))
    })

    it('has every English file with front matter for an item', async () => {
      const expected = [...(await texts())].filter(([, text]) => hasFrontMatter(text))
      expect((await present()).map(({ path }) => path)).toEqual(expected.map(([path]) => path))
      expect(summary.items).toMatchObject({ create: expected.length, quarantine: 0 })
    })

    it('keeps drafts from learners and shows all else', async () => {
      const drafts = [...(await texts())].filter(([, text]) => /^draft: true\s*$/mu.test(text))
      const hidden = (await present()).filter(({ status }) => status !== 'published')
      expect(drafts.length).toBeGreaterThan(5)
      expect(hidden.map(({ path }) => path)).toEqual(drafts.map(([path]) => path))
    })

    it('has one version per first-parent commit that changed what an item says', async () => {
      const rows = await ask<{ path: string; commit: string }>(
        `select item.path, version.git_commit_hash as commit from versions.content_versions version
         join pipeline.items item on item.id = version.content_id`,
      )
      const expected = reference.items.flatMap(({ paths, versions }) =>
        versions.map((commit) => `${paths.at(-1)} ${commit}`),
      )
      const found = rows.map(({ path, commit }) => `${path} ${commit}`)
      expect(found.toSorted()).toEqual(expected.toSorted())
      expect(summary.versions).toBe(expected.length)
    })

    it('says of each translation in 15 languages whether it still says what its source says', async () => {
      const rows = await ask<{ path: string; freshness: string }>(
        'select content_path as path, freshness from content_mgmt.translations',
      )
      const found = new Map<string, string>(
        [...reference.translations.keys()].map((path) => [path, 'orphaned']),
      )
      for (const { path, freshness } of rows) found.set(path, freshness)
      const expected = new Map<string, string>(reference.translations)
      expect(found).toEqual(expected)
      expect(new Set([...found.keys()].map((path) => path.split('/')[0])).size).toBe(15)
    })

    it('finds most lessons by questions in other words than theirs', async () => {
      const missed = await missedQuestions(corpus.directory, glossaryQuestions)
      expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(3)
    })

    const ask = <T extends object>(sql: string): Promise<readonly (T & Row)[]> =>
      withState(corpus.directory, ({ database }) => database.query<T & Row>(sql))

    /** The English files of the branch with their texts, by path. */
    const texts = async (): Promise<ReadonlyMap<string, string>> => {
      const tree = [...(await plainTree(corpus, 'main'))].filter(([path]) =>
        /^en\/[^/]+\.md$/u.test(path),
      )
      const bytes = await plainBlobs(
        corpus,
        tree.map(([, blob]) => blob),
      )
      return new Map(tree.map(([path, blob]) => [path, new TextDecoder().decode(bytes.get(blob))]))
    }

    const present = () =>
      ask<{ path: string; status: string }>(
        `select known.path, item.status from pipeline.items known
         join content_mgmt.content_items item using (id) where known.present
         order by known.path collate "C"`,
      )
  }),
)

/** Ten points of a history, evenly apart, the last being its end. */
const tenOf = (commits: readonly string[]): readonly string[] =>
  Array.from(
    { length: 10 },
    (_, step) => commits[Math.ceil((commits.length * (step + 1)) / 10) - 1] ?? '',
  )
