import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXliff } from '../../src/xliff/read-xliff.ts'
import { translateText } from '../../src/xliff/translate-text.ts'
import { readingOfPieces, type TargetPiece } from '../../src/xliff/unit.ts'
import { unitsOf } from '../../src/xliff/units-of.ts'
import { writeXliff } from '../../src/xliff/write-xliff.ts'
import { foreignShape } from '../lesson/reading.ts'
import { runsOf } from '../properties/runs.ts'
import { copiedToTargets } from '../support/xliff.ts'

const shape = foreignShape()

const opened = (text: string) => {
  const found = unitsOf(Buffer.from(text), shape)
  if (found === null) throw new Error('Expected a text that can be read')
  return found
}

const exported = (text: string): string =>
  writeXliff({
    blob: '0'.repeat(40),
    path: 'wind.md',
    sourceLanguage: 'en',
    targetLanguage: 'es',
    units: opened(text).units,
  })

/** What a text becomes when its exported file comes back changed, and what is said of it. */
const imported = (text: string, change: (xliff: string) => string) => {
  const { units } = readXliff(Buffer.from(change(copiedToTargets(exported(text)))))
  const targets = new Map(
    units.flatMap(({ id, target }) => (target === null ? [] : [[id, target]])),
  )
  const { bytes, remarks } = translateText(Buffer.from(text), opened(text), targets, shape)
  return {
    text: Buffer.from(bytes).toString(),
    remarks: remarks.map(({ unit, message }) => `${unit.id} ${message}`),
  }
}

/** The same, with the target of each source exchanged. */
const translated = (text: string, targets: Readonly<Record<string, string>>) =>
  imported(text, (xliff) =>
    Object.entries(targets).reduce(
      (document, [from, to]) =>
        document.replaceAll(`<target>${from}</target>`, `<target>${to}</target>`),
      xliff,
    ),
  )

describe('translateText', () => {
  it.each([
    ['words between codes', 'Air *sinks* in `the` [morning](a.md).\n'],
    ['lines of a quote in a list', '- > Air\n  > sinks *in\n  > the* morning.\n'],
    ['escapes and character references', 'A \\* star &amp; 5&nbsp;km &c; more.\n'],
    ['hard breaks', 'Air  \n   sinks\\\nin the morning.\n'],
    [
      'pictures and their attributes',
      '![Air \\] sinks](a.png "t"){width=40%} ![](b.png){alt=\'It\\\'s "air"\' .wide} here\n',
    ],
    [
      'cells, footnotes and addresses',
      '| a *b* | c \\| d |\n| - | - |\n| e[^1] | <https://a.example> |\n\n[^1]: See https://b.example.\n',
    ],
    [
      'headings with anchors, divisions with titles, tasks',
      '# Air *now* {#air}\n\n::: tip Read this\n\n- [x] Yes\n- [ ] No\n\n:::\n\nSetext\n===\n',
    ],
    ['references', 'See [the *map*][map] and ![map].\n\n[map]: map.png\n'],
    [
      'fields in every style',
      '---\ntitle: "Air: \\"now\\""\ndescription: >-\n  Two\n  lines\n---\n\nText.\n',
    ],
    [
      'a mark, CRLF and a mixed end',
      '\uFEFF---\r\ntitle: Air\r\n---\r\n\r\nOne\r\ntwo\nthree.\r\n',
    ],
    ['controls that XML cannot write', 'A\u0001b\u0008 c.\n'],
  ])('gives every byte back where nothing was translated: %s', (_, text) => {
    expect(imported(text, (xliff) => xliff)).toEqual({ text, remarks: [] })
  })

  it('puts translations in the place of words, and leaves every other byte', () => {
    const text =
      '---\ntitle: Air # name\ntags: [wind]\n---\n\n# Air {#air}\n\n> Air sinks\n> in the morning.\n\n```sh\nAir\n```\n'
    const { text: after } = translated(text, {
      Air: 'Aire: hoy',
      'Air<ph id="anchor" canCopy="no" equiv="" dataRef="d1"/>': '',
      'Air sinks\nin the morning.': 'El aire baja\npor la\nmañana.',
    })
    expect(after).toBe(
      text
        .replace('title: Air', 'title: "Aire: hoy"')
        .replace('Air sinks\n> in the morning.', 'El aire baja\n> por la\n> mañana.'),
    )
  })

  it.each([
    [
      'markup in words is escaped',
      'Air.',
      '*Aire* [a](b) | `c` &lt;b&gt;',
      '\\*Aire\\* \\[a\\](b) \\| \\`c\\` \\<b>',
    ],
    ['a number that would begin a list', 'Air.', '1. Aire', '1\\. Aire'],
    ['a mark that would begin a heading', 'Air.', '# Aire', '\\# Aire'],
    ['a line end where the source has none', 'Air.', 'El\naire', 'El aire'],
    [
      'harmless characters stay',
      'Air.',
      'snake_case, 2 * 3, bien-être',
      'snake_case, 2 * 3, bien-être',
    ],
  ])('%s', (_, source, target, written) => {
    expect(translated(`${source}\n`, { [source]: target })).toEqual({
      text: `${written}\n`,
      remarks: [],
    })
  })

  it('moves space out of emphasis, and leaves emphasis out that Markdown does not know', () => {
    const pc = (words: string) =>
      `<pc id="1" canCopy="no" dataRefStart="d1" dataRefEnd="d1">${words}</pc>`
    const text = '**Air** sinks.\n'
    const target = `${pc('Air')} sinks.`
    expect(translated(text, { [target]: `El${pc(' aire ')}baja.` }).text).toBe(
      'El **aire** baja.\n',
    )
    const japanese = translated(text, { [target]: `これは${pc('空気。')}です` })
    expect(japanese).toEqual({
      text: 'これは空気。です\n',
      remarks: ['u1 its emphasis is left out, since Markdown knows none there'],
    })
  })

  it('says which links and codes of the source are lost', () => {
    const text = 'See [the map](map.md) and `wind`.\n'
    const lost = imported(text, (xliff) =>
      xliff.replace(/<target>.*<\/target>/, '<target>Nada</target>'),
    )
    expect(lost).toEqual({
      text: 'Nada\n',
      remarks: ['u1 lacks […](map.md) of the source', 'u1 lacks `wind` of the source'],
    })
  })

  it('writes whatever words come so that they are read as they were given, or says that it cannot', () => {
    const hostile = fc
      .array(
        fc.constantFrom(
          '*',
          '_',
          '`',
          '[',
          ']',
          '(',
          ')',
          '<b>',
          '&amp;',
          '|',
          '# ',
          '1. ',
          '- ',
          '\n',
          ' ',
          '\\',
          '~~',
          '!',
          ':::',
          '---',
          'aire',
          'ñ',
          '。',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''))
    const text = '# Air\n\nAir *sinks* in.\n\n| a | b |\n| - | - |\n| c | d |\n\n- One\n- Two\n'
    const source = opened(text)
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 8, maxLength: 8 }), (words) => {
        const targets = new Map<string, readonly TargetPiece[]>(
          source.units.map(({ id }, index) => [id, [{ kind: 'words', text: words[index] ?? '' }]]),
        )
        const { bytes, remarks } = translateText(Buffer.from(text), source, targets, shape)
        const after = new Map(unitsOf(bytes, shape)?.units.map((unit) => [unit.id, unit]))
        const told = new Set(remarks.map(({ unit }) => unit.id))
        for (const [index, { id }] of source.units.entries()) {
          if (told.has(id)) continue
          const wanted = readingOfPieces([{ kind: 'words', text: words[index] ?? '' }])
          expect(readingOfPieces(after.get(id)?.pieces ?? [])).toBe(wanted)
        }
      }),
      runsOf(30),
    )
  })
})
