import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeFindings, filters, parseFilterRules } from '../../src/source/attributes.ts'
import { createRepository } from '../support/repository.ts'

type Files = Readonly<Record<string, string>>

const filterBy = (files: Files): ((path: string) => string | null) =>
  filters((path) => parseFilterRules(files[path] ?? ''))

/** The filters of paths as Git itself tells them, from files of a work tree. */
const filtersByGit = async (
  files: Files,
  paths: readonly string[],
): Promise<readonly (string | null)[]> => {
  await using source = await createRepository(files)
  const answer = execFileSync('git', ['check-attr', '-z', '--stdin', 'filter'], {
    cwd: source.directory,
    input: paths.map((path) => `${path}\0`).join(''),
    encoding: 'utf8',
  })
  const values = answer.split('\0').filter((_, index) => index % 3 === 2)
  return values.map((value) => (['unspecified', 'unset', 'set'].includes(value) ? null : value))
}

describe('filters', () => {
  const rows: readonly (readonly [string, Files, string, string | null])[] = [
    ['a name in any directory', { '.gitattributes': '*.png filter=lfs' }, 'a/b.png', 'lfs'],
    ['no other name', { '.gitattributes': '*.png filter=lfs' }, 'a/b.PNG', null],
    ['a name exactly', { '.gitattributes': 'b.png filter=lfs' }, 'a/bb.png', null],
    ['a path from the top', { '.gitattributes': 'a/*.png filter=lfs' }, 'a/b.png', 'lfs'],
    ['no deeper path', { '.gitattributes': 'a/*.png filter=lfs' }, 'a/b/c.png', null],
    [
      'no path that begins elsewhere',
      { '.gitattributes': 'a/*.png filter=lfs' },
      'x/a/b.png',
      null,
    ],
    ['only the top', { '.gitattributes': '/*.png filter=lfs' }, 'a/b.png', null],
    ['all below a directory', { '.gitattributes': 'a/** filter=lfs' }, 'a/b/c.png', 'lfs'],
    ['not the directory beside', { '.gitattributes': 'a/** filter=lfs' }, 'ab/c.png', null],
    [
      'directories between, or none',
      { '.gitattributes': 'a/**/c.png filter=lfs' },
      'a/c.png',
      'lfs',
    ],
    ['any directories before', { '.gitattributes': '**/b/*.png filter=lfs' }, 'x/y/b/c.png', 'lfs'],
    ['no directory itself', { '.gitattributes': 'a/ filter=lfs\na filter=lfs' }, 'a/b.png', null],
    ['one letter', { '.gitattributes': '?.png filter=lfs' }, 'ab.png', null],
    ['letters of a set', { '.gitattributes': '*.[pP][nN][a-g] filter=lfs' }, 'a.PNg', 'lfs'],
    ['letters not of a set', { '.gitattributes': '[!a-c].png filter=lfs' }, 'b.png', null],
    ['a quoted name with a space', { '.gitattributes': '"a b.png" filter=lfs' }, 'a b.png', 'lfs'],
    ['the last line', { '.gitattributes': '* filter=x\n*.png filter=lfs' }, 'a.png', 'lfs'],
    ['a filter taken away', { '.gitattributes': '*.png filter=lfs\na.png -filter' }, 'a.png', null],
    [
      'one left unspecified',
      { '.gitattributes': '*.png filter=lfs\na.png !filter' },
      'a.png',
      null,
    ],
    ['the last on a line', { '.gitattributes': '*.png filter=x -text filter=lfs' }, 'a.png', 'lfs'],
    ['a macro', { '.gitattributes': '[attr]big filter=lfs -text\n*.png big' }, 'a.png', 'lfs'],
    ['no comment', { '.gitattributes': '# *.png filter=lfs' }, '# *.png', null],
    ['no negative pattern', { '.gitattributes': '!a.png filter=lfs' }, '!a.png', null],
    [
      'the nearest file first',
      { '.gitattributes': '*.png filter=lfs', 'a/.gitattributes': '*.png -filter' },
      'a/b/c.png',
      null,
    ],
    [
      'the file above where the nearest says nothing',
      { '.gitattributes': '*.png filter=lfs', 'a/.gitattributes': '/c.png -filter' },
      'a/b/c.png',
      'lfs',
    ],
  ]

  it.each(rows)('know %s', (_, files, path, expected) => {
    expect(filterBy(files)(path)).toBe(expected)
  })

  it('are those that Git tells', async () => {
    const told = await Promise.all(rows.map(([, files, path]) => filtersByGit(files, [path])))
    expect(told.map(([filter]) => filter)).toEqual(rows.map(([, , , expected]) => expected))
  })

  it('are those that Git tells, whatever the pattern', async () => {
    // What Git says of `a**` depends on where it has pattern and path in memory: `prev_p < text` in its wildmatch.c.
    const part = fc
      .stringMatching(/^(?:[ab*?.]|\[ab\]|\[!a\]|\\b){1,4}$/)
      .filter((text) => !text.includes('**'))
    const pattern = fc
      .array(fc.oneof(part, fc.constant('**')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((text) => !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text))
    const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => !/^\.{1,2}$/.test(text))
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const lines = fc.array(pattern, { minLength: 1, maxLength: 3 })
    const property = fc.asyncProperty(
      lines,
      fc.array(path, { minLength: 20 }),
      async (all, paths) => {
        const files = {
          '.gitattributes': all.map((text, at) => `${text} filter=f${at}\n`).join(''),
        }
        expect(paths.map(filterBy(files))).toEqual(await filtersByGit(files, paths))
      },
    )
    await fc.assert(property, { numRuns: 40 })
  }, 60_000)

  it('take no time over a pattern made of wildcards', () => {
    const files = { '.gitattributes': `${'*a'.repeat(900)}b filter=lfs` }
    expect(filterBy(files)('a'.repeat(4000))).toBeNull()
  })
})

describe('attributeFindings', () => {
  it.each([
    ['*.png filter=lfs diff=lfs merge=lfs -text', []],
    ['*.md text eol=lf\n*.svg diff=xml merge=union', []],
    ['# *.md filter=x\n*.md -filter', []],
    ['*.png filter=lfs\n*.md filter=git-crypt\n*.txt filter=x', [2]],
  ])('finds the first filter that runs another program in %j', (text, lines) => {
    expect(attributeFindings(text).map(({ line }) => line)).toEqual(lines)
  })
})
