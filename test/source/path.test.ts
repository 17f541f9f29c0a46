import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modeFinding } from '../../src/source/mode.ts'
import { pathCollisions, pathFindings } from '../../src/source/path.ts'
import { readPath } from '../../src/source/path-text.ts'

const rulesOf = (path: string): readonly string[] => pathFindings(path).map(({ rule }) => rule)

describe('pathFindings', () => {
  it.each([
    'content/game-calls/elk/bugle/index.es.md',
    'README',
    '.github/workflows/ci.yml',
    '.gitattributes',
    'cómo/日本.md',
    'console.md',
    'a b.md',
    'می‌خواهم.md',
    '_/a--b.md',
    'ветер.md',
    'C-ветер.md',
    'Ελλάδα/10µm.md',
    `${'a'.repeat(200)}/b`,
    Array.from({ length: 12 }, () => 'a').join('/'),
  ])('finds nothing in %j', (path) => {
    expect(rulesOf(path)).toEqual([])
  })

  it.each([
    ['a\nb.md', ['PATH_CONTROL']],
    ['a\u202eb.md', ['PATH_CONTROL']],
    ['a\u200bb.md', ['PATH_CONTROL']],
    ['w\u0456nd.md', ['PATH_SCRIPT']],
    ['\u0410bc/a.md', ['PATH_SCRIPT']],
    ['r\u03bfe.md', ['PATH_SCRIPT']],
    ['back\\slash.md', ['PATH_BACKSLASH']],
    ['..\\evil.md', ['PATH_BACKSLASH']],
    ['a:b.md', ['PATH_COLON']],
    ['trail. ', ['PATH_TRAILING']],
    ['dir./a.md', ['PATH_TRAILING']],
    ['CON.md', ['PATH_DEVICE']],
    ['a/nul', ['PATH_DEVICE']],
    ['a/Lpt1.x.md', ['PATH_DEVICE']],
    ['con .md', ['PATH_DEVICE']],
    ['-rf.md', ['PATH_DASH']],
    ['a/-b/c.md', ['PATH_DASH']],
    ['.git/config', ['PATH_GIT']],
    ['a/.GIT', ['PATH_GIT']],
    ['git~1', ['PATH_GIT']],
    ['.g\u200cit', ['PATH_GIT']],
    ['.git. ', ['PATH_GIT', 'PATH_TRAILING']],
    ['.git::$INDEX_ALLOCATION', ['PATH_GIT', 'PATH_COLON']],
    ['a/../b.md', ['PATH_DOTS']],
    ['./a.md', ['PATH_DOTS']],
    ['/a.md', ['PATH_DOTS']],
    ['a//b.md', ['PATH_DOTS']],
    ['a/', ['PATH_DOTS']],
    ['', ['PATH_DOTS']],
    [`${'a'.repeat(201)}`, ['PATH_LENGTH']],
    [`${'é'.repeat(101)}`, ['PATH_LENGTH']],
    [Array.from({ length: 13 }, () => 'a').join('/'), ['PATH_DEPTH']],
    ['\ud800.md', ['PATH_ENCODING']],
  ])('finds in %j: %j', (path, rules) => {
    expect(rulesOf(path)).toEqual(rules)
  })

  it('finds the encoding of a name whose bytes are no UTF-8', () => {
    const path = readPath(Buffer.from([0x63, 0xc3, 0xa9, 0xff, 0x2e, 0x6d, 0x64]))
    expect(path).toBe('cé\\xff.md')
    expect(rulesOf(path)).toEqual(['PATH_ENCODING'])
  })

  it('says the same of a plain name wherever it stands', () => {
    const name = fc.stringMatching(/^([conaux1]{1,4}|[aB9.~:\\ -]{1,8})(\.md)?$/)
    fc.assert(
      fc.property(name, (part) => {
        // A part with `é` takes the way that looks at each part.
        expect(rulesOf(`a/${part}`)).toEqual(rulesOf(`é/${part}`))
      }),
    )
  })
})

describe('pathCollisions', () => {
  it('pairs names that differ in case or composition only', () => {
    const composed = 'caf\u00e9.md'
    const decomposed = 'cafe\u0301.md'
    const collisions = pathCollisions(['A.md', 'b.md', 'a.md', composed, decomposed])
    expect([...collisions]).toEqual([
      ['A.md', 'a.md'],
      ['a.md', 'A.md'],
      [composed, decomposed],
      [decomposed, composed],
    ])
  })
})

describe('modeFinding', () => {
  it.each([
    ['100644', undefined],
    ['100755', undefined],
    ['120000', 'MODE_SYMLINK'],
    ['160000', 'MODE_GITLINK'],
    ['100664', 'MODE_UNKNOWN'],
  ])('%s: %s', (mode, rule) => {
    expect(modeFinding(mode)?.rule).toBe(rule)
  })
})
