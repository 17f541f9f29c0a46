import type { BoardEntry } from '../../src/translation/board.ts'

/** A lesson's Spanish translation, published and current, but for what is given. */
export const boardEntry = (given: Partial<BoardEntry> = {}): BoardEntry => ({
  slug: 'hunt/wind/thermals',
  type: 'lesson',
  title: 'Thermals',
  pillar: null,
  language: 'es',
  state: 'published',
  freshness: 'current',
  path: null,
  sections: [],
  words: 0,
  ...given,
})
