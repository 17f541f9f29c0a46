import { describe, expect, it } from 'vitest'
import { read } from './reading.ts'

const found = (lines: string) =>
  read(lines.replaceAll(' / ', '\n'))
    .findings.filter(({ rule }) => rule === 'HEADING_ORDER')
    .map(({ severity, line, message }) => `${severity} ${line} ${message}`)

const skipped = (line: number, most: number, depth: number): string =>
  `suggestion ${line} Expected a heading of depth ${most} at most, got one of depth ${depth}.`

describe('the order of headings', () => {
  it.each([
    ['## a / #### b', [skipped(2, 3, 4)]],
    ['# a / ### b / ### c', [skipped(2, 2, 3)]],
    ['a / === / ### b', [skipped(3, 2, 3)]],
    [
      '## a / #### b / ###### c / ## d / #### e',
      [2, 3, 5].map((line, index) => skipped(line, [3, 5, 3][index] ?? 0, [4, 6, 4][index] ?? 0)),
    ],
    ['::: note / ## a / #### b / :::', [skipped(3, 3, 4)]],
    ['## a / ::: note / # b / ::: / #### c', [skipped(5, 3, 4)]],
  ])('%s skips a depth', (lines, findings) => {
    expect(found(lines)).toEqual(findings)
  })

  it.each([
    [
      '# a / ## b / # c',
      'suggestion 3 Expected one heading of depth 1, got 2, the first in line 1.',
    ],
    [
      '# a / # b / # c / # d',
      'suggestion 2 Expected one heading of depth 1, got 4, the first in line 1.',
    ],
    [
      'a / === / b / ===',
      'suggestion 3 Expected one heading of depth 1, got 2, the first in line 1.',
    ],
  ])('%s repeats the title, which is said once', (lines, finding) => {
    expect(found(lines)).toEqual([finding])
  })

  it.each([
    '#### a / ##### b / ## c / ### d',
    '## a / ## b / # c / ## d',
    '### a / ::: challenge / ## b / ::: solution / ###### c / ::: / ### d / ::: / #### e',
    '## a / > # b / > ### c / # d',
    '## a / - # b / - #### c / # d',
    '# a / ~~~ / # b / #### c / ~~~',
    '# a / \\#### b',
    'a',
  ])('%s is in order', (lines) => {
    expect(found(lines)).toEqual([])
  })
})
