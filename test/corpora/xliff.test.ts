import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readXliff } from '../../src/xliff/read-xliff.ts'
import { translateText } from '../../src/xliff/translate-text.ts'
import { unitsOf } from '../../src/xliff/units-of.ts'
import { writeXliff } from '../../src/xliff/write-xliff.ts'
import { foreignShape } from '../lesson/reading.ts'
import { cloneCorpus, withCorpus } from '../support/corpora.ts'
import { copiedToTargets, withXliffSchema } from '../support/xliff.ts'

const shape = foreignShape()

/** The exported documents of a corpus’s texts in its source language, by name, each with what it was made from. */
const exportedOf = async (directory: string, below: string) => {
  const names = (await readdir(join(directory, below))).filter((name) => name.endsWith('.md'))
  const documents = new Map<string, string>()
  const sources = new Map<string, Uint8Array>()
  for (const name of names) {
    const source = await readFile(join(directory, below, name))
    const units = unitsOf(source, shape)?.units ?? []
    const given = { blob: '0'.repeat(40), path: name, sourceLanguage: 'en', targetLanguage: 'ur' }
    sources.set(name, source)
    documents.set(name, copiedToTargets(writeXliff({ ...given, units })))
  }
  return { documents, sources }
}

for (const [name, below, least] of [
  ['git-novice', '', 14],
  ['glossary', 'en', 90],
] as const) {
  withCorpus(name, (bundle) =>
    describe(`lessons of ${name} as XLIFF`, () => {
      let documents: ReadonlyMap<string, string>
      let sources: ReadonlyMap<string, Uint8Array>

      beforeAll(async () => {
        await using corpus = await cloneCorpus(bundle, 'version: 1\n')
        const exported = await exportedOf(corpus.directory, below)
        documents = exported.documents
        sources = exported.sources
      })

      it('come back byte for byte where each source was copied to its target', () => {
        expect(sources.size).toBeGreaterThanOrEqual(least)
        for (const [path, source] of sources) {
          const { units } = readXliff(Buffer.from(documents.get(path) ?? ''))
          const targets = new Map(units.map(({ id, target }) => [id, target ?? []]))
          const translatable = unitsOf(source, shape)
          if (translatable === null) throw new Error(`Expected to read ${path}`)
          expect([path, targets.size]).toEqual([path, translatable.units.length])
          const { bytes, remarks } = translateText(source, translatable, targets, shape)
          expect([path, remarks]).toEqual([path, []])
          expect([path, Buffer.from(bytes).equals(source)]).toEqual([path, true])
        }
      })

      withXliffSchema((faults) => {
        it('are valid by the schema of OASIS', async () => {
          expect(await faults(documents)).toEqual([])
          const broken = [...documents].map(
            ([path, text]) => [path, text.replace('trgLang', 'lang')] as const,
          )
          expect((await faults(new Map(broken.slice(0, 1)))).length).toBeGreaterThan(0)
        })
      })
    }),
  )
}
