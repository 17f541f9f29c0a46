import { describe, expect, it } from 'vitest'
import type { Config } from '../src/config.ts'
import { validateHead } from '../src/line/validate-head.ts'
import { weigh } from '../src/severities.ts'
import { textOf } from './docs/pages.ts'
import { ruleSections } from './docs/rules.ts'
import { configOf, openPublisher } from './support/replay.ts'
import { createRepository } from './support/repository.ts'

const finding = (rule: string, severity: 'error' | 'warning' | 'suggestion') => ({
  line: 1,
  column: 1,
  severity,
  rule,
  message: '',
  hint: '',
})

describe('weigh', () => {
  it.each([
    ['a warning can become an error', 'warning', 'error', 'error'],
    ['a warning can become a suggestion', 'warning', 'suggestion', 'suggestion'],
    ['a suggestion can become a warning', 'suggestion', 'warning', 'warning'],
    ['a warning can be dropped', 'warning', 'off', undefined],
    ['an error stays one', 'error', 'suggestion', 'error'],
    ['an error is not dropped', 'error', 'off', 'error'],
  ] as const)('%s', (_, given, set, expected) => {
    const [weighed] = weigh([finding('HTML_RAW', given)], { HTML_RAW: set })
    expect(weighed?.severity).toBe(expected)
  })

  it('takes an error between files, which keeps none of them back, for what it is set to', () => {
    const findings = [finding('PREREQUISITE_CYCLE', 'error')]
    expect(weigh(findings, { PREREQUISITE_CYCLE: 'warning' })).toMatchObject([
      { severity: 'warning' },
    ])
    expect(weigh(findings, { PREREQUISITE_CYCLE: 'off' })).toEqual([])
  })

  it('leaves findings of other rules alone', () => {
    const findings = [finding('LINK_MISSING', 'warning')]
    expect(weigh(findings, { HTML_RAW: 'off' })).toBe(findings)
  })
})

describe('the rules that can be set', () => {
  it('are those that docs/rules.md does not always give as errors that keep files back, with the same severity', () => {
    const { $defs } = JSON.parse(textOf('schemas/hma-content.schema.json')) as {
      readonly $defs: {
        readonly rules: { readonly properties: Record<string, { readonly default: string }> }
      }
    }
    const listed = Object.entries($defs.rules.properties).map(([code, { default: severity }]) => [
      code,
      severity,
    ])
    const documented = ruleSections.flatMap(({ code, severities, prose }) => {
      const severity = severities.at(-1)
      const isFixed = severity === 'error' && !prose.includes('It keeps nothing back.')
      return isFixed ? [] : [[code, severity]]
    })
    expect(listed.toSorted()).toEqual(documented.toSorted())
  })

  it('are named in the error where one is misspelt', () => {
    const config = `rules: { HTML_ROW: off }\ncollections: [{ type: lesson, files: '{slug}.md' }]`
    expect(() => configOf(config)).toThrow('did you mean `HTML_RAW`?')
  })
})

describe('rules set in the configuration', () => {
  const config = configOf(`
rules: { LINK_MISSING: error, HTML_RAW: off }
collections:
  - type: lesson
    files: 'lessons/{slug}.md'
  - type: article
    files: 'articles/{slug}.md'
    rules: { LINK_MISSING: suggestion, HTML_RAW: error }
`)
  const text = '# A\n\n[there](gone.md) and <b>bold</b>\n'
  const files = { 'lessons/a.md': text, 'articles/a.md': text }

  const published = async (using: Config) => {
    await using source = await createRepository(files)
    await source.commit()
    return await (await openPublisher(source, using)).push()
  }

  it('hold for the repository, and those of a collection over them', async () => {
    const found = validateHead(await published(config))
    expect(found.map(({ path, severity, rule }) => `${path} ${severity} ${rule}`)).toEqual([
      'articles/a.md suggestion LINK_MISSING',
      'articles/a.md error HTML_RAW',
      'lessons/a.md error LINK_MISSING',
    ])
  })

  it('keep a file back only where the rule is one on that file alone', async () => {
    const { replay } = await published(config)
    const waiting = [...replay.state.items.values()].filter((item) => item.quarantined)
    expect(waiting.map(({ path }) => path)).toEqual(['articles/a.md'])
  })
})
