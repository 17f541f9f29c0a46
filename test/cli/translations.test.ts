import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Part, Pointer, Release } from '../../src/contracts/manifest.ts'
import { hma, hmaJson, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

let source: TestRepository

const at = (name: string): string => `content/hunt/wind/${name}`
const text = (title: string, ...sections: readonly string[]): string =>
  `---\ntitle: ${title}\n---\n\n${sections.join('\n\n')}\n`

beforeAll(async () => {
  source = await createRepository({
    'hma-content.yaml': `version: 1
source: { languages: [en, es, fr] }
translations: { current: { es: 1, fr: 50 } }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}.md
    translations: content/{pillar}/{course}/{slug}.{language}.md
`,
    [at('thermals.md')]: text('Thermals', '# Morning\n\nAir sinks.', '# Evening\n\nAir rises.'),
    [at('thermals.es.md')]: text('Térmicas', '# Mañana\n\nBaja.', '# Tarde\n\nSube.'),
    [at('stands.md')]: text('Stands', '# Where\n\nDownwind of the trail.'),
    [at('stands.fr.md')]: text('Affûts', '# Où\n\nSous le vent.'),
  })
  await source.commit('Add the first lessons')
  await source.write({
    [at('thermals.md')]: text(
      'Thermals',
      '# Morning\n\nAir sinks until the sun is up.',
      '# Evening\n\nAir rises.',
    ),
  })
  await source.commit('Say until when')
  await source.write({
    [at('thermals.es.md')]: text('Térmicas', '# Mañana\n\nBaja.', '# Tarde\n\nEl aire sube.'),
  })
  await source.commit('Mend the other section of the translation')
  await seedState(source.directory)
  await hmaJson(source.directory, ['publish'])
})

afterAll(() => source.dispose())

describe('translations', () => {
  it('says of each item in each language what is to be done, with the documented keys', async () => {
    const entries = await hmaJson<object[]>(source.directory, ['translations'])
    expect(entries).toHaveLength(4)
    expect(entries[0]).toEqual({
      slug: 'hunt/wind/thermals',
      type: 'lesson',
      title: 'Thermals',
      pillar: 'hunt',
      language: 'es',
      state: 'published',
      freshness: 'outdated',
      path: at('thermals.es.md'),
      sections: [{ title: 'Morning', anchor: 'morning', change: 'changed', words: 8 }],
      words: 8,
    })
  })

  it('shows a matrix, and a list of what is outdated where that was asked for', async () => {
    const matrix = await hma(source.directory, ['translations'])
    expect(matrix.stdout.split('\n').slice(0, 4)).toEqual([
      '                    es  fr',
      'hunt/wind/stands    -   ok',
      'hunt/wind/thermals  8   -',
      'current             0%  50%',
    ])
    const list = await hma(source.directory, ['translations', '--outdated'])
    expect(list.stdout).toBe(
      'outdated  es  hunt/wind/thermals  (published, 8 words)\n            changed  Morning, 8 words\n',
    )
  })

  it('shows one language or one pillar alone', async () => {
    const missing = ['translations', '--missing', '--language', 'es']
    expect(await hmaJson(source.directory, missing)).toMatchObject([
      {
        slug: 'hunt/wind/stands',
        language: 'es',
        freshness: 'missing',
        state: 'pending',
        words: 5,
      },
    ])
    expect(await hmaJson(source.directory, ['translations', '--pillar', 'gear'])).toEqual([])
  })

  it('names the languages where it was asked for another', async () => {
    const outcome = await hma(source.directory, ['translations', '--language', 'de'])
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected a `--language` of `es`, `fr`, got `de`.'),
    })
  })
})

describe('the manifest', () => {
  it('says in which languages a text is to be had, and of an outdated one when its source moved on', async () => {
    const read = async <T>(key: string): Promise<T> =>
      JSON.parse(await readFile(join(source.directory, '.hma-content/bucket', key), 'utf8')) as T
    const { root } = await read<Pointer>('releases/current.json')
    const { fallbacks, parts } = await read<Release>(root)
    expect(fallbacks).toEqual({ es: ['en'], fr: ['en'] })
    const items = await Promise.all(parts.map(({ key }) => read<Part>(key)))
    const marks = items.flatMap(({ language, items }) =>
      items.map(({ slug, languages, outdated }) => [slug, language, languages, outdated]),
    )
    const moved = new Date((await source.git('log', '-1', '--format=%cI', 'HEAD~1')).trim())
    expect(marks).toEqual([
      ['hunt/wind/stands', 'en', ['en', 'fr'], null],
      ['hunt/wind/thermals', 'en', ['en', 'es'], null],
      ['hunt/wind/thermals', 'es', ['en', 'es'], moved.toISOString().replace('.000', '')],
      ['hunt/wind/stands', 'fr', ['en', 'fr'], null],
    ])
  })
})

describe('status --check', () => {
  it('exits with 1 where a language has fewer current translations than are asked for', async () => {
    const checked = await hma(source.directory, ['status', '--check'])
    expect(checked).toMatchObject({
      code: 1,
      stderr: 'es: 0 of 2 are current (0 %), 1 % are asked for.\n',
    })
    expect(checked.stdout).toContain('fr        1        0')
  })
})

describe('translations show', () => {
  it('shows what of the source has changed, beside what the translation says', async () => {
    const shown = await hma(source.directory, ['translations', 'show', 'hunt/wind/thermals', 'es'])
    expect(shown.stdout).toBe(`${at('thermals.es.md')}: published, outdated

changed: Morning

    # Morning

    Air sinks{+ until the sun is up+}.

  translated as

    # Mañana

    Baja.
`)
  })

  it('gives a program the texts', async () => {
    const args = ['translations', 'show', 'hunt/wind/thermals', 'es']
    expect(await hmaJson(source.directory, args)).toMatchObject({
      slug: 'hunt/wind/thermals',
      language: 'es',
      state: 'published',
      freshness: 'outdated',
      path: at('thermals.es.md'),
      sourcePath: at('thermals.md'),
      sections: [
        {
          anchor: 'morning',
          before: '# Morning\n\nAir sinks.',
          after: '# Morning\n\nAir sinks until the sun is up.',
          translated: '# Mañana\n\nBaja.',
        },
      ],
    })
  })

  it('says where there is none', async () => {
    const shown = await hma(source.directory, ['translations', 'show', 'hunt/wind/thermals', 'fr'])
    expect(shown).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'Cannot find a translation of `hunt/wind/thermals` into `fr`',
      ),
    })
  })
})

describe('translations stamp', () => {
  it('makes a translation current that was looked through and needs no other word', async () => {
    const args = ['translations', 'stamp', 'hunt/wind/thermals', 'es']
    const blob = await source.git('rev-parse', `HEAD:${at('thermals.md')}`)
    expect(await hmaJson(source.directory, args)).toEqual({
      path: at('thermals.es.md'),
      sourcePath: at('thermals.md'),
      sourceBlob: blob,
      written: true,
    })
    expect(await hmaJson(source.directory, args)).toMatchObject({ written: false })
    await source.commit('Look through a translation')
    await hmaJson(source.directory, ['publish'])
    expect(await hmaJson(source.directory, ['translations', '--outdated'])).toEqual([])
    expect(await hmaJson(source.directory, ['status', '--check'])).toMatchObject({
      shares: [
        { language: 'es', current: 1, of: 2, percent: 50, wanted: 1, isEnough: true },
        { language: 'fr', current: 1, of: 2, percent: 50, wanted: 50, isEnough: true },
      ],
    })
  })

  it('says how to write a translation that is not there', async () => {
    const outcome = await hma(source.directory, ['translations', 'stamp', 'hunt/wind/stands', 'es'])
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`hma-content new translation hunt/wind/stands es`'),
    })
  })
})
