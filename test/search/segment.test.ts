import { PGlite } from '@electric-sql/pglite'
import { describe, expect, it } from 'vitest'
import { searchConfiguration, searchText } from '../../src/search/segment.ts'

describe('searchConfiguration', () => {
  it.each([
    ['en', 'english'],
    ['en-GB', 'english'],
    ['es-MX', 'spanish'],
    ['pt-BR', 'portuguese'],
    ['nb', 'norwegian'],
    ['hi', 'hindi'],
    ['zh-Hant', 'simple'],
    ['ja', 'simple'],
    ['ta', 'simple'],
    ['et', 'simple'],
    ['', 'simple'],
  ])('gives %j the configuration %s', (language, configuration) => {
    expect(searchConfiguration(language)).toBe(configuration)
  })

  it('names only configurations that the database has', async () => {
    await using db = new PGlite()
    const { rows } = await db.query<{ cfgname: string }>('select cfgname from pg_ts_config')
    const there = new Set(rows.map((row) => row.cfgname))
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const tags = [...letters].flatMap((a) => [...letters].map((b) => a + b))
    const named = new Set(tags.map(searchConfiguration))
    expect(named.size).toBe(28)
    expect([...named].filter((name) => !there.has(name))).toEqual([])
  })
})

describe('searchText', () => {
  it.each([
    ['zh', '麋鹿在秋天呼叫。', '麋鹿 在 秋天 呼叫'],
    ['ja', '鹿を呼ぶ', '鹿 を 呼ぶ'],
    ['th', 'ล่าสัตว์ป่า', 'ล่า สัตว์ ป่า'],
    ['pl', 'Łoś, i JELEŃ!', 'łoś i jeleń'],
    ['en', 'Bull elk, "bugle"', 'Bull elk, "bugle"'],
  ])('writes %s so that its words can be told apart', (language, text, words) => {
    expect(searchText(text, language)).toBe(words)
  })

  it('leaves out what PostgreSQL refuses', () => {
    expect(searchText('elk\0call \ud800', 'en')).toBe('elk call \ufffd')
  })
})
