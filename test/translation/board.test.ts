import { describe, expect, it } from 'vitest'
import {
  type BoardEntry,
  byUrgency,
  countByLanguage,
  filterBoard,
} from '../../src/translation/board.ts'
import { boardEntry } from '../support/board.ts'

const names = (entries: readonly BoardEntry[]) =>
  entries.map(({ slug, language }) => `${slug} ${language}`)

describe('byUrgency', () => {
  it('puts first what learners read and is outdated, and of that what has more words', () => {
    const entries = [
      boardEntry({ slug: 'current' }),
      boardEntry({ slug: 'missing', freshness: 'missing', state: 'pending', words: 900 }),
      boardEntry({ slug: 'draft', freshness: 'outdated', state: 'in_progress', words: 50 }),
      boardEntry({ slug: 'few', freshness: 'outdated', words: 2 }),
      boardEntry({ slug: 'many', freshness: 'outdated', words: 40 }),
    ]
    expect(byUrgency(entries).map(({ slug }) => slug)).toEqual([
      'many',
      'few',
      'draft',
      'missing',
      'current',
    ])
  })
})

describe('filterBoard', () => {
  const entries = [
    boardEntry({ slug: 'a', language: 'es' }),
    boardEntry({ slug: 'a', language: 'fr', freshness: 'outdated' }),
    boardEntry({ slug: 'b', language: 'fr', freshness: 'missing', pillar: 'gear' }),
  ]
  it.each([
    ['all', { languages: null, pillar: null, freshness: null }, ['a es', 'a fr', 'b fr']],
    ['a language', { languages: new Set(['es']), pillar: null, freshness: null }, ['a es']],
    ['a pillar', { languages: null, pillar: 'gear', freshness: null }, ['b fr']],
    [
      'a freshness',
      { languages: null, pillar: null, freshness: new Set(['outdated'] as const) },
      ['a fr'],
    ],
    ['what is no pillar at all', { languages: null, pillar: 'boats', freshness: null }, []],
  ])('lets %s through', (_, filter, expected) => {
    expect(names(filterBoard(entries, filter))).toEqual(expected)
  })
})

describe('countByLanguage', () => {
  it('counts each language and the words that are to be translated', () => {
    const entries = [
      boardEntry({ language: 'fr' }),
      boardEntry({ language: 'es', freshness: 'missing', words: 30 }),
      boardEntry({ language: 'es', freshness: 'outdated', words: 12 }),
    ]
    expect(countByLanguage(entries)).toEqual([
      { language: 'fr', current: 1, outdated: 0, missing: 0, words: 0 },
      { language: 'es', current: 0, outdated: 1, missing: 1, words: 42 },
    ])
  })
})
