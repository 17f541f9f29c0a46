import { describe, expect, it } from 'vitest'
import { emptyRecord } from '../../src/item.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { parity } from '../../src/translation/structure.ts'
import { foreignShape } from '../lesson/reading.ts'

const parse = blobParser(new Map([['lesson', foreignShape()]]))
const record = (text: string) => parse('lesson', '', Buffer.from(text))

const quiz = (...choices: readonly string[]): string =>
  `::: quiz\n\n${choices.map((mark) => `- [${mark}] a`).join('\n')}\n\n:::\n`

describe('parity', () => {
  it.each([
    ['# A\n\n## B', '# A\n\nB', 'Expected 2 headings as in the source, got 1.'],
    [
      '# A\n\n## B',
      '# A\n\n# B',
      'Expected heading 2 to be of level 2 as in the source, got level 1.',
    ],
    ['![a](a.png)', 'a', 'Expected 1 picture as in the source, got 0.'],
    ['[a](a.md)', '[a](a.md) [b](b.md)', 'Expected 1 link as in the source, got 2.'],
    ['```\na\n```', 'a', 'Expected 1 block of code as in the source, got 0.'],
    [
      '::: tip\n\na\n\n:::',
      '::: warning\n\na\n\n:::',
      'Expected the divisions `tip` as in the source, got `warning`.',
    ],
    ['::: tip\n\na\n\n:::', 'a', 'Expected the divisions `tip` as in the source, got none.'],
    [quiz('x', ' '), quiz('x', ' ', ' '), 'Expected 2 choices in quiz 1 as in the source, got 3.'],
    [
      quiz('x', ' '),
      quiz(' ', 'x'),
      'Expected the right answers of quiz 1 to be 1 as in the source, got 2.',
    ],
    [
      quiz('x', ' '),
      '::: quiz\n\na\n\n:::\n',
      'Expected 1 list of choices as in the source, got 0.',
    ],
    [
      'Hello {name}, {{ site.title }} %s',
      'Hola {nombre}, {{ site.title }} %s',
      'Expected the placeholders `%s`, `{name}`, `{{ site.title }}` as in the source, got `%s`, `{nombre}`, `{{ site.title }}`.',
    ],
  ])('says in which of them a translation differs: %j, %j', (source, translation, difference) => {
    expect(parity(record(source), record(translation)).differences).toEqual([difference])
    expect(parity(record(source), record(source))).toEqual({ differences: [], score: 100 })
  })

  it('takes words, addresses, markup and the order of placeholders for no difference', () => {
    const source = '# A\n\n*a* [b](c.md) {x} {y} 50%\n\n| a |\n| - |\n| b |'
    const translation = '# Ä {#a}\n\nb **c** [d](e.es.md) {y} {x} 50 %\n\n| c |\n| - |\n| d |'
    expect(parity(record(source), record(translation))).toEqual({ differences: [], score: 100 })
  })

  it('counts what is alike of what there is', () => {
    const source = '# A\n\n![a](a.png) [b](b.md) {x}'
    expect(parity(record(source), record('# A\n\n[b](b.md)')).score).toBe(50)
    expect(parity(record('a'), record('b')).score).toBe(100)
  })

  it('asks records of earlier versions only for what they know', () => {
    const source = { ...record('# A\n\n{x}'), structure: null }
    expect(parity(source, record('# A')).differences).toEqual([])
    expect(parity(emptyRecord('a', 'b'), emptyRecord('a', 'c')).score).toBe(100)
  })
})
