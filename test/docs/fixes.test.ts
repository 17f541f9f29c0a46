import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fixers } from '../../src/authoring/fixers.ts'
import type { Config } from '../../src/config.ts'
import { openCheckCache } from '../../src/line/check-cache.ts'
import { mendWorkTree } from '../../src/line/mend-work-tree.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { configOf } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'
import { bytesOf, type Example, exampleCommits, ruleSections } from './rules.ts'

const schema = fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))
const collection = `
source: { languages: [en, es] }
collections:
  - type: lesson
    files: 'lessons/{slug}/index.md'
    translations: 'lessons/{slug}/index.{language}.md'
`
const academy = configOf(`${collection}    schema: ${schema}\n`)
const foreign = configOf(collection)

const filesOf = async ({ language, text }: Example): Promise<Readonly<Record<string, Buffer>>> => {
  if (language === 'text') {
    const files = (await exampleCommits(text)).at(-1) ?? []
    return Object.fromEntries(files.map(({ path, content }) => [path, content]))
  }
  const whole = language === 'yaml' ? `---\n${text}\n---\n` : text
  return { 'lessons/wind/index.md': bytesOf(whole) }
}

/** The rules of what is mended in an example. */
const mendedRules = async (example: Example, config: Config): Promise<readonly string[]> => {
  await using source = await createRepository(await filesOf(example))
  const repository = await openNativeRepository(source.directory)
  const root = source.directory
  const here = { ...config, root, stateDirectory: join(root, '.hma-content') }
  const files = await mendWorkTree({ repository, config: here, cache: openCheckCache(here) })
  return files.flatMap(({ mended }) => mended.map(({ rule }) => rule))
}

// Their examples are of names and modes, which no work tree holds and no text mends.
const isOfText = ({ code }: { readonly code: string }): boolean => !/^(?:PATH|MODE)_/.test(code)

describe('what docs/rules.md says of --fix', () => {
  const mentioned = ruleSections.filter(({ prose }) => prose.includes('`--fix`'))

  it('stands in the sections of the rules that have a fixer, and in no other', () => {
    expect(mentioned.map(({ code }) => code).toSorted()).toEqual(Object.keys(fixers).toSorted())
  })

  it.each(ruleSections.filter(isOfText))(
    'is true of the example that breaks $code',
    async ({ code, prose, examples: [bad] }) => {
      if (bad === undefined) throw new Error('Expected an example')
      const rules = [...(await mendedRules(bad, academy)), ...(await mendedRules(bad, foreign))]
      expect(rules.includes(code)).toBe(prose.includes('`--fix`'))
    },
    120_000,
  )
})
