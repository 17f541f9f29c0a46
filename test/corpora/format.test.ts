import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatLesson } from '../../src/authoring/format-lesson.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import type { RunSummary } from '../../src/line/summary.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { foreignShape } from '../lesson/reading.ts'
import { hmaJson } from '../support/cli.ts'
import { type Corpus, cloneCorpus, withCorpus } from '../support/corpora.ts'

type Outcome = {
  readonly changed: readonly string[]
  readonly left: readonly { readonly path: string; readonly reason: string }[]
}

const corpora = [
  {
    name: 'git-novice',
    configuration: 'version: 1\ncollections: [{ type: lesson, files: "{slug}.md" }]\n',
    changed: 13,
  },
  {
    name: 'glossary',
    configuration: `version: 1
source:
  languages: [en, bn, de, es, fr, hi, it, ja, ko, pt-br, ru, tr, ur, vi, zh-cn, zh-tw]
collections: [{ type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }]
`,
    changed: 494,
  },
]

for (const { name, configuration, changed } of corpora) {
  withCorpus(name, (bundle) =>
    describe(`fmt of ${name}`, () => {
      let corpus: Corpus

      beforeAll(async () => {
        corpus = await cloneCorpus(bundle, configuration)
      })
      afterAll(() => corpus[Symbol.asyncDispose]())

      it('changes no digest of any text that was ever committed, and twice is once', async () => {
        const listed = await corpus.git('rev-list', '--objects', '--all')
        const lines = listed.split('\n').filter((line) => line.endsWith('.md'))
        const repository = await openNativeRepository(corpus.directory)
        await using objects = repository.snapshots.openObjects()
        const shape = foreignShape()
        for (const oid of new Set(lines.map((line) => line.slice(0, 40)))) {
          const blob = await objects.read(oid, Number.POSITIVE_INFINITY)
          if (blob.kind !== 'blob') throw new Error(`Expected a blob, got ${blob.kind}`)
          const formatted = formatLesson(blob.bytes, shape)
          expect([oid, formatted.kind]).not.toEqual([oid, 'unsafe'])
          if (formatted.kind !== 'changed') continue
          const bytes = Buffer.from(formatted.text)
          const [before, after] = [readLesson(blob.bytes, shape), readLesson(bytes, shape)]
          expect([oid, after.lesson?.digest]).toEqual([oid, before.lesson?.digest])
          expect([oid, after.lesson?.sourceDigest]).toEqual([oid, before.lesson?.sourceDigest])
          expect([oid, formatLesson(bytes, shape).kind]).toEqual([oid, 'canonical'])
        }
      })

      it('makes no version and outdates no translation', async () => {
        const planned = async () => {
          const plan = await hmaJson<RunSummary>(corpus.directory, ['plan'])
          return { versions: plan.versions, translations: plan.translations, items: plan.items }
        }
        const before = await planned()
        const outcome = await hmaJson<Outcome>(corpus.directory, ['fmt'])
        expect(outcome.changed).toHaveLength(changed)
        expect(outcome.left).toEqual([])
        await corpus.git('add', '--all')
        await corpus.git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'Format')
        expect(await planned()).toEqual(before)
        expect(await hmaJson(corpus.directory, ['fmt'])).toEqual({ changed: [], left: [] })
      })
    }),
  )
}
