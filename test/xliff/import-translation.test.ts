import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportTranslation } from '../../src/commands/export-translation.ts'
import { importTranslation } from '../../src/commands/import-translation.ts'
import type { CommandContext } from '../../src/output/terminal.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

let source: TestRepository

const at = (name: string): string => `content/${name}`
const lesson = (morning: string): string =>
  `---\ntitle: Thermals\ntags: [wind]\n---\n\n# Morning\n\n${morning}\n\n# Evening\n\nAir *rises*, see [map](map.md).\n`

const printing = () => {
  const [printed, noted]: [string[], string[]] = [[], []]
  const context: CommandContext = {
    terminal: {
      print: (text) => printed.push(text),
      note: (text) => noted.push(text),
      progress: () => undefined,
      columns: null,
    },
    variables: { PATH: process.env.PATH },
    now: '2026-03-01T12:00:00Z',
  }
  return { context, printed, noted }
}

const exported = async (language = 'es'): Promise<string> => {
  const { context, printed } = printing()
  await exportTranslation('thermals', language, { cwd: source.directory }, context)
  return printed.join('\n')
}

/** What the command prints when a file comes back, targets filled in by `translate`. */
const imported = async (xliff: string, translate: (source: string) => string | null) => {
  const file = join(source.directory, '.git', 'back.xlf')
  const filled = xliff.replace(/<source>(.*?)<\/source>/gs, (whole, text: string) => {
    const target = translate(text)
    return target === null ? whole : `${whole}<target>${target}</target>`
  })
  await writeFile(file, filled)
  const { context, printed, noted } = printing()
  await importTranslation(file, { cwd: source.directory, format: 'text' }, context)
  return { printed, noted }
}

const words: ReadonlyMap<string, string> = new Map([
  ['Thermals', 'Térmicas'],
  ['Morning', 'Mañana'],
  ['Evening', 'Tarde'],
  ['Air sinks.', 'El aire baja.'],
])
const spanish = (text: string): string =>
  words.get(text) ??
  text.replace('Air', 'El aire').replace('rises', 'sube').replace(', see', ', vea el')

const written = (name = 'thermals.es.md'): Promise<string> =>
  readFile(join(source.directory, at(name)), 'utf8')

beforeAll(async () => {
  source = await createRepository({
    'hma-content.yaml': `version: 1
source: { languages: [en, es, fr] }
collections:
  - type: article
    files: content/{slug}.md
    translations: content/{slug}.{language}.md
`,
    [at('thermals.md')]: lesson('Air sinks.'),
  })
  await source.commit('Add a lesson')
})

afterAll(() => source.dispose())

describe('translations export and import', () => {
  it('make a draft of a new translation, stamped with the source that it was made from', async () => {
    const blob = (await source.git('rev-parse', `HEAD:${at('thermals.md')}`)).trim()
    expect(await imported(await exported(), spanish)).toEqual({
      printed: [at('thermals.es.md')],
      noted: [],
    })
    expect(await written()).toBe(
      `---\ntitle: Térmicas\nsource_blob: "${blob}"\ndraft: true\n---\n\n# Mañana\n\nEl aire baja.\n\n# Tarde\n\nEl aire *sube*, vea el [map](map.md).\n`,
    )
  })

  it('refuse to write over what is not in Git', async () => {
    await expect(imported(await exported(), spanish)).rejects.toThrow('not in Git')
  })

  it('keep the other keys of a translation that is there, and say how the source has moved on since', async () => {
    await writeFile(
      join(source.directory, at('thermals.es.md')),
      '---\n# Ana\nauthor: ana\ntitle: Térmicas viejas\n---\n\n# Vieja\n',
    )
    await source.commit('Translate it otherwise')
    const xliff = await exported()
    const blob = (await source.git('rev-parse', `HEAD:${at('thermals.md')}`)).trim()
    await source.write({ [at('thermals.md')]: lesson('Air sinks until the sun is up.') })
    await source.commit('Say until when')
    expect((await imported(xliff, spanish)).noted).toEqual([
      'The source has moved on: changed Morning.',
    ])
    expect((await written()).split('\n').slice(0, 8)).toEqual([
      '---',
      '# Ana',
      'author: ana',
      'title: Térmicas',
      `source_blob: "${blob}"`,
      '---',
      '',
      '# Mañana',
    ])
  })

  it('refuse to put words of the source over a translation that is there', async () => {
    await source.commit('Keep what came')
    const partly = (text: string) => (text === 'Evening' ? null : spanish(text))
    await expect(imported(await exported(), partly)).rejects.toThrow(/have no translation: u3/)
    const { noted } = await imported(await exported('fr'), partly)
    expect(noted).toEqual(['Not translated, in the source’s words: u3.'])
  })

  it('say which codes are lost', async () => {
    await source.commit('Keep the French too')
    const without = (text: string) => spanish(text).replace(/<pc id="2".*<\/pc>/s, 'mapa')
    const { noted } = await imported(await exported(), without)
    expect(noted).toEqual(['u4: lacks […](map.md) of the source.'])
    await source.git('checkout', '--quiet', '.')
  })

  it.each([
    [
      'of another repository',
      (text: string) => text.replace(/file id="\w+"/, `file id="${'1'.repeat(40)}"`),
      'Cannot find the text',
    ],
    [
      'whose id is no blob',
      (text: string) => text.replace(/file id="\w+"/, 'file id="--help"'),
      'Cannot find the text',
    ],
    [
      'of another path',
      (text: string) => text.replace(/original="[^"]*"/, 'original="../secret"'),
      'Cannot find an item',
    ],
    [
      'in a foreign language',
      (text: string) => text.replace('trgLang="es"', 'trgLang="../x"'),
      'Expected another language',
    ],
  ])('refuse a file %s', async (_, change, message) => {
    await expect(imported(change(await exported()), spanish)).rejects.toThrow(message)
  })

  it('refuse to export what is not in Git, since it could not be found again', async () => {
    await source.write({ [at('thermals.md')]: lesson('Air.') })
    await expect(exported()).rejects.toThrow('not in Git')
  })
})
