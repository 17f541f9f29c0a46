import { describe, expect, it } from 'vitest'
import { findComplexity } from '../../src/lesson/complexity.ts'
import { decodeText } from '../../src/lesson/decode-text.ts'
import { readFrontMatter } from '../../src/lesson/front-matter.ts'
import { readByBoth } from '../lesson/both-parsers.ts'
import { type Corpus, cloneCorpus, withCorpus } from '../support/corpora.ts'
import { plainBlobs } from '../support/plain-git.ts'

const corpora = ['glossary', 'git-novice']

/** The blob of every Markdown file that any commit of the corpus ever had. */
const everyText = async ({ git }: Corpus): Promise<readonly string[]> => {
  const log = await git('log', '--all', '-m', '--raw', '--no-abbrev', '--no-renames', '--format=')
  const blobs = log.split('\n').flatMap((line) => {
    const blob = line.split(/[ \t]/)[3] ?? ''
    return line.endsWith('.md') && !/^0*$/.test(blob) ? [blob] : []
  })
  return [...new Set(blobs)]
}

/** The body of a file that is parsed at all. */
const bodyOf = (bytes: Uint8Array): string | null => {
  const { text } = decodeText(bytes)
  const front = text === null ? null : readFrontMatter(text)
  if (front === null || front.metadata === null) return null
  return findComplexity(front.body) === null ? front.body : null
}

for (const name of corpora) {
  withCorpus(name, (bundle) =>
    describe(`the whole history of ${name}`, () => {
      it('reads alike by both parsers, nearly all of it by the fast one', async () => {
        await using corpus = await cloneCorpus(bundle, '')
        const bytes = await plainBlobs(corpus, await everyText(corpus))
        let referred = 0
        const different: string[] = []
        for (const [blob, content] of bytes) {
          const body = bodyOf(content)
          if (body === null) continue
          const { fast, reference } = readByBoth(body)
          if (fast === null) referred += 1
          else if (JSON.stringify(fast) !== JSON.stringify(reference)) different.push(blob)
        }
        expect(different).toEqual([])
        expect(bytes.size).toBeGreaterThan(800)
        expect(referred / bytes.size).toBeLessThan(0.02)
      }, 300_000)
    }),
  )
}
