import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AcademyPlan } from '../../bench/corpus/academy.ts'
import { type Corpus, openCorpus, translationsOf } from '../../bench/corpus/corpus.ts'
import { generateAcademy, generatedSource } from '../../bench/corpus/generate.ts'

const plan: AcademyPlan = { seed: 7, lessons: 60, commits: 50 }

let directory = ''
let corpus: Corpus

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hma-bench-test-'))
  corpus = await openCorpus(await generatedSource(plan, directory), directory)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe('a generated academy', () => {
  it('has the lessons, translations and commits that were asked for', () => {
    expect(corpus.files.length - translationsOf(corpus)).toBe(60)
    expect(translationsOf(corpus)).toBe(3)
    expect(corpus.commits).toEqual({ all: 51, firstParent: 51 })
  })

  it('ends in the same commit for the same seed, and in another for another', async () => {
    expect(await generateAcademy(plan, join(directory, 'again'))).toBe(corpus.commit)
    const other = { ...plan, seed: 8 }
    expect(await generateAcademy(other, join(directory, 'other'))).not.toBe(corpus.commit)
  })

  it('has lessons of very different sizes', () => {
    const sizes = corpus.files.map(({ bytes }) => bytes)
    expect(Math.max(...sizes)).toBeGreaterThan(5 * Math.min(...sizes))
  })
})
