import { describe, expect, it } from 'vitest'
import type { Diagnostic, Severity } from '../../src/diagnostic.ts'
import { formatGithub } from '../../src/output/format-github.ts'
import { finding } from './findings.ts'

const many = (count: number, severity: Severity): readonly Diagnostic[] =>
  Array.from({ length: count }, (_, at) => finding({ path: `${at}.md`, severity }))

const linesOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  formatGithub({ diagnostics }).split('\n')

describe('github', () => {
  it('makes one command of each finding, which nothing in it can leave', () => {
    const odd = finding({ path: 'en/100%, a:b.md', message: 'Got 5%\r\n::error::\u001b.' })
    expect(linesOf([odd])).toEqual([
      '::error file=en/100%25%2C a%3Ab.md,line=3,col=1,title=FM_DUPLICATE::Got 5%25\\u000d\\u000a::error::\\u001b. Remove one of the two.',
    ])
  })

  it('prints nothing where there is nothing', () => {
    expect(formatGithub({ diagnostics: [] })).toBe('')
  })

  it.each([
    [9, 9, null],
    [10, 10, null],
    [11, 9, '2 more errors'],
    [5_000, 9, '4991 more errors'],
  ])('of %i errors shows the first %i, and how many more there are', (count, shown, others) => {
    const lines = linesOf(many(count, 'error'))
    const places = lines.flatMap((line) => /file=(\d+)\.md/.exec(line)?.[1] ?? [])
    expect(places).toEqual(Array.from({ length: shown }, (_, at) => `${at}`))
    expect(lines).toHaveLength(others === null ? shown : shown + 1)
    if (others === null) return
    expect(lines.at(-1)).toMatch(
      new RegExp(`^::error title=hma-content::${others}, .*hma-content validate`),
    )
  })

  it('prints errors first and counts each severity by itself', () => {
    const lines = linesOf([...many(30, 'suggestion'), ...many(10, 'warning'), ...many(12, 'error')])
    const kinds = lines.map((line) => /^::(\w+) /.exec(line)?.[1])
    expect(kinds).toEqual(['error', 'warning', 'notice'].flatMap((kind) => Array(10).fill(kind)))
    expect(lines.filter((line) => line.includes(' more '))).toHaveLength(2)
  })
})
