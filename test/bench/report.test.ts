import { describe, expect, it } from 'vitest'
import { median, type Sample, summariseSamples } from '../../bench/measure/samples.ts'
import { readOptions } from '../../bench/options.ts'
import { replaceSection } from '../../bench/report/sections.ts'
import { formatMultiple, formatSeconds, markdownTable } from '../../bench/report/table.ts'

const sample = (seconds: number, parse: number): Sample => ({
  row: 'head',
  where: 'native',
  seconds,
  peakBytes: seconds * 100,
  stages: { parse },
  count: '3 items',
})

describe('the figures', () => {
  it('are medians, with the extremes beside them', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(summariseSamples([sample(3, 9), sample(1, 5), sample(2, 7)])).toEqual([
      {
        row: 'head',
        where: 'native',
        runs: 3,
        seconds: 2,
        fastest: 1,
        slowest: 3,
        peakBytes: 300,
        stages: { parse: 7 },
        count: '3 items',
      },
    ])
  })

  it('are written with three digits that count', () => {
    expect([0.01234, 1.234, 12.34, 123.4].map(formatSeconds)).toEqual([
      '0.012',
      '1.23',
      '12.3',
      '123',
    ])
    expect([formatMultiple(3, 2), formatMultiple(30, 2), formatMultiple(1, null)]).toEqual([
      '1.5 ×',
      '15 ×',
      '–',
    ])
  })

  it('stand in a table whose numbers are aligned to the right', () => {
    expect(
      markdownTable([
        ['a', 'b'],
        ['x', '1'],
      ]),
    ).toBe('| a | b |\n| --- | --: |\n| x | 1 |')
  })
})

describe('a section of a document', () => {
  it('is added at the end, and afterwards replaced where it stands', () => {
    const once = replaceSection('# Results\n', 'corpus: a', 'first')
    const two = replaceSection(once, 'corpus: b', 'other')
    expect(replaceSection(two, 'corpus: a', 'second')).toBe(
      '# Results\n\n<!-- corpus: a -->\nsecond\n<!-- end of corpus -->\n\n<!-- corpus: b -->\nother\n<!-- end of corpus -->\n',
    )
  })
})

describe('the options', () => {
  it('leave the native rows out where no server is named', () => {
    expect(readOptions([], {})).toMatchObject({ lessons: 10_000, databases: ['pglite'] })
    const named = readOptions([], { HMA_BENCH_DATABASE_URL: 'postgres://127.0.0.1/postgres' })
    expect(named?.databases).toEqual(['pglite', 'native'])
  })

  it('refuse what they do not know', () => {
    expect(() => readOptions(['--only', 'head,tail'], {})).toThrow('got `tail`')
    expect(() => readOptions(['--runs', 'many'], {})).toThrow('got `many`')
  })
})
