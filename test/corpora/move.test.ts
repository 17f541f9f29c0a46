import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { expectSameAfterMove } from '../authoring/same-after-move.ts'
import { cloneCorpus, withCorpus } from '../support/corpora.ts'

const glossary = `
version: 1
source:
  language: en
  languages: [en, bn, de, es, fr, hi, it, ja, ko, pt-br, ru, tr, ur, vi, zh-cn, zh-tw]
collections:
  - type: article
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
    url: /{slug}/
`

const gitNovice = `
version: 1
collections: [{ type: lesson, files: "{slug...}.md" }]
`

withCorpus('glossary', (bundle) =>
  describe('moving terms of the cloud native glossary', () => {
    it('leaves every link leading where it led', { timeout: 600_000 }, async () => {
      await using corpus = await cloneCorpus(bundle, glossary)
      const config = readConfig({ cwd: corpus.directory }, {})
      for (const slug of ['kubernetes', 'cloud-native-apps', 'devops', 'devsecops']) {
        const moved = await expectSameAfterMove(config, slug, `the-${slug}`)
        expect(moved.get(`en/${slug}.md`)).toBe(`en/the-${slug}.md`)
      }
    })

    it('rewrites links that are written from the address of a page', {
      timeout: 600_000,
    }, async () => {
      await using corpus = await cloneCorpus(bundle, glossary)
      const config = readConfig({ cwd: corpus.directory }, {})
      await expectSameAfterMove(config, 'container', 'the-container')
      const text = await readFile(join(corpus.directory, 'tr/nodes.md'), 'utf8')
      expect(text).toContain('](../the-container/)')
    })
  }),
)

withCorpus('git-novice', (bundle) =>
  describe('moving episodes of the Git lesson', () => {
    it('leaves every link and figure where it led', { timeout: 600_000 }, async () => {
      await using corpus = await cloneCorpus(bundle, gitNovice)
      const config = readConfig({ cwd: corpus.directory }, {})
      const episodes = (await corpus.git('ls-files', '*.md')).trim().split('\n')
      expect(episodes.length).toBeGreaterThan(10)
      for (const episode of episodes) {
        await expectSameAfterMove(config, episode, `episodes/of the lesson/${episode}`)
      }
      await expectSameAfterMove(config, 'episodes', 'chapters')
    })
  }),
)
