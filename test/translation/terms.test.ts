import { describe, expect, it } from 'vitest'
import { missedTerms } from '../../src/translation/terms.ts'

const terms = new Map([
  [
    'thermals',
    new Map([
      ['es', ['térmica', 'corriente térmica']],
      ['ja', ['サーマル']],
    ]),
  ],
  ['tree stand', new Map([['es', ['puesto']]])],
  ['C++ (ISO)', new Map([['es', ['C++']]])],
])

const missed = (language: string, source: string, translation: string): readonly string[] =>
  missedTerms(terms, language, source, translation).map(({ term }) => term)

describe('missedTerms', () => {
  it.each([
    ['another word', 'es', 'Thermals rise.', 'Las corrientes suben.', ['thermals']],
    [
      'the agreed word, with an ending and a capital',
      'es',
      'Thermals rise.',
      'Térmicas suben.',
      [],
    ],
    ['the agreed word, composed otherwise', 'es', 'thermals', 'te\u0301rmica', []],
    ['a term over the end of a line', 'es', 'a tree\n stand', 'un árbol', ['tree stand']],
    ['a longer word of the source', 'es', 'isothermals', 'isotermas', []],
    ['an agreed word within another', 'es', 'thermals', 'isotérmica', ['thermals']],
    ['a language without spaces', 'ja', 'thermals', '朝のサーマルは', []],
    ['a language of which nothing is agreed', 'fr', 'thermals', 'x', []],
    ['signs that mean something in patterns', 'es', 'in C++ (ISO)', 'en C+', ['C++ (ISO)']],
  ])('tells %s', (_, language, source, translation, expected) => {
    expect(missed(language, source, translation)).toEqual(expected)
  })
})
