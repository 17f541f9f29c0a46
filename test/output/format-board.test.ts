import { describe, expect, it } from 'vitest'
import { formatBoardCsv, formatBoardList, formatMatrix } from '../../src/output/format-board.ts'
import { formatBoardHtml } from '../../src/output/format-board-html.ts'
import { boardEntry } from '../support/board.ts'

const outdated = boardEntry({
  freshness: 'outdated',
  words: 12,
  sections: [
    { title: 'Wind, "and" thermals', anchor: 'wind', change: 'changed', words: 12 },
    { title: '', anchor: '', change: 'removed', words: 0 },
  ],
})

describe('formatMatrix', () => {
  it('has a line for each item, a column for each language, and a line of sums', () => {
    const entries = [
      outdated,
      boardEntry({ language: 'fr' }),
      boardEntry({ slug: 'hunt/wind/stands', freshness: 'missing', words: 80 }),
      boardEntry({ slug: 'hunt/wind/stands', language: 'fr' }),
    ]
    expect(formatMatrix(entries).split('\n').slice(0, 4)).toEqual([
      '                    es  fr',
      'hunt/wind/thermals  12  ok',
      'hunt/wind/stands    -   ok',
      'current             0%  100%',
    ])
  })
})

describe('formatBoardList', () => {
  it('names the sections that changed under each translation', () => {
    expect(formatBoardList([outdated])).toBe(
      [
        'outdated  es  hunt/wind/thermals  (published, 12 words)',
        '            changed  Wind, "and" thermals, 12 words',
        '            removed  the text before the first heading',
      ].join('\n'),
    )
  })

  it('says so where there is nothing to do', () => {
    expect(formatBoardList([])).toBe('Nothing to translate.')
  })

  it('hands nothing to a terminal that it would obey', () => {
    const entry = boardEntry({ slug: 'a\u001b[2J', freshness: 'missing' })
    expect(formatBoardList([entry])).not.toContain('\u001b')
  })
})

describe('formatBoardCsv', () => {
  it('quotes what holds commas, quotes or line ends', () => {
    const entry = boardEntry({ title: 'Wind, "and"\nthermals' })
    expect(formatBoardCsv([entry])).toBe(
      'slug,language,state,freshness,words,sections,title,path\r\nhunt/wind/thermals,es,published,current,0,,"Wind, ""and""\nthermals",',
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])(
    'gives no formula to a spreadsheet: %j',
    (title) => {
      expect(formatBoardCsv([boardEntry({ title })]).split('\r\n')[1]).toContain(`'${title}`)
    },
  )
})

describe('formatBoardHtml', () => {
  it('shows text of lessons as text', () => {
    const entry = boardEntry({ title: '<script>alert(1)</script> & "more"', freshness: 'outdated' })
    const page = formatBoardHtml([entry], '2026-01-02T03:04:05Z')
    expect(page).not.toContain('<script')
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;more&#34;')
  })

  it('needs no script and no other file', () => {
    const page = formatBoardHtml([outdated], '2026-01-02T03:04:05Z')
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import/)
    expect(page).toContain('Spanish <code>es</code>')
  })
})
