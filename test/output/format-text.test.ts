import { describe, expect, it } from 'vitest'
import { formatFindings, formatText } from '../../src/output/format-text.ts'
import { screenOf } from '../../src/output/screen.ts'
import { finding, report } from './findings.ts'

const lines = ['---', 'title: Wind', 'title: Twice', '---']
const second = finding({ path: 'en/a\u001b.md', line: 1, severity: 'warning', rule: 'FM_MISSING' })

describe('text', () => {
  it('shows findings file by file, each over its line, and the counts last', () => {
    const more = finding({ line: 4, column: 2, severity: 'suggestion', message: 'Odd.' })
    const text = formatText(report([second, finding(), more], { 'en/wind.md': lines }))
    expect(
      text,
    ).toBe(`en/a\\u001b.md:1:1 warning Expected \`title\` once, got it twice. (FM_MISSING)
    Remove one of the two.

en/wind.md:3:1 error Expected \`title\` once, got it twice. (FM_DUPLICATE)
    Remove one of the two.
    3 | title: Twice
      | ^
en/wind.md:4:2 suggestion Odd. (FM_DUPLICATE)
    Remove one of the two.
    4 | ---
      |  ^

1 error, 1 warning, 1 suggestion.`)
  })

  it('shows no line where the file as a whole is meant, or where its lines are not at hand', () => {
    const whole = formatText(report([finding({ line: 1 })], { 'en/wind.md': lines }))
    expect(whole).not.toContain(' | ')
    expect(formatText(report([finding()]))).not.toContain(' | ')
  })

  it('lists above all else what was there before, twenty at most', () => {
    const older = Array.from({ length: 22 }, (_, at) => finding({ line: at + 1 }))
    const text = formatText({ ...report([]), older })
    expect(text.split('\n')[0]).toBe(
      'Not counted, since they were there before: 22 errors, 0 warnings, 0 suggestions.',
    )
    expect(text.match(/^en\/wind\.md:/gm)).toHaveLength(20)
    expect(text).toContain(
      '\n… and 2 more: validate without `--since` to see all.\n\nNo new findings.',
    )
  })

  it('says that there is nothing to say', () => {
    expect(formatText({ ...report([]), older: [] })).toBe('No new findings.')
    expect(formatText(report([]))).toBe('No findings.')
  })

  it.each([
    ['a terminal', 80, undefined, true],
    ['a terminal with an empty NO_COLOR', 80, '', true],
    ['a terminal with NO_COLOR', 80, '1', false],
    ['no terminal', null, undefined, false],
  ])('on %s has colours or not', (_, columns, noColour, coloured) => {
    const screen = screenOf(columns, noColour)
    const text = formatText({ ...report([finding()], { 'en/wind.md': lines }), screen })
    expect(text.includes('\u001b[31merror\u001b[39m')).toBe(coloured)
    expect(text.includes('\u001b')).toBe(coloured)
  })

  it.each([
    [120, 120],
    [0, 100],
    [null, 100],
  ])('is as wide as the terminal: %s columns', (columns, width) => {
    const screen = screenOf(columns, '1')
    const text = formatText({
      ...report([finding({ column: 200 })], { 'en/wind.md': ['', '', 'x'.repeat(400)] }),
      screen,
    })
    const frame = text.split('\n').find((line) => line.includes(' | '))
    expect(frame).toHaveLength(width)
  })

  it('has ten thousand findings ready in about a second', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      finding({ path: `en/${at % 700}.md`, column: (at % 90) + 1 }),
    )
    const line = 'Der Wind trägt den Geruch: 風の匂い, and the grass moves. '.repeat(4)
    const before = process.cpuUsage()
    const text = formatText({ ...report(many), lineOf: () => line })
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
    expect(text.split('^')).toHaveLength(10_001)
  })
})

describe('a list of findings', () => {
  it('has two lines for each, and the counts', () => {
    expect(formatFindings([finding(), second]).split('\n')).toHaveLength(5)
  })
})
