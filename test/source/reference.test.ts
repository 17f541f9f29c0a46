import { describe, expect, it } from 'vitest'
import { ContentError } from '../../src/errors.ts'
import { checkBranch, checkCommit, checkReference } from '../../src/source/reference.ts'

const refusal = (check: () => string): unknown => {
  try {
    return check()
  } catch (error) {
    return error instanceof ContentError ? `${error.code} ${error.message}` : error
  }
}

describe('references', () => {
  it.each(['main', 'feature/geese', 'release-1.0', 'a.b/c_d', '2026'])(
    'takes branch %s',
    (name) => {
      expect(checkBranch(name)).toBe(name)
    },
  )

  it.each([
    '--upload-pack=touch x',
    '-x',
    'feature/-x',
    '../../../../etc/passwd',
    'a..b',
    'a//b',
    'a/',
    '/a',
    '.a',
    'a/.b',
    'a.',
    'a.lock',
    'a.lock/b',
    'a@{1}',
    'a~1',
    'a^{commit}',
    'a:b',
    'a b',
    'main\n',
    '',
    'HEAD',
    'naïve',
    'a'.repeat(201),
  ])('refuses branch %j and quotes it', (name) => {
    expect(refusal(() => checkBranch(name))).toBe(
      `REF Expected a branch name, got ${JSON.stringify(name)}`,
    )
  })

  it.each([
    'refs/heads/main',
    'refs/tags/v1.0',
    'refs/remotes/origin/main',
    'refs/pull/12/head',
    'refs/merge-requests/3/head',
  ])('takes reference %s', (name) => {
    expect(checkReference(name)).toBe(name)
  })

  it.each([
    'main',
    'HEAD',
    'HEAD\n',
    'refs/heads/a..b',
    'refs/heads/--upload-pack=touch',
    'refs/heads/-x',
    'refs/../config',
    'refs/notes/commits',
    'refs/pull/x/head',
  ])('refuses reference %j', (name) => {
    expect(refusal(() => checkReference(name))).toMatch(/^REF /)
  })

  it('takes commit ids of both object formats', () => {
    expect(checkCommit('a'.repeat(40))).toBe('a'.repeat(40))
    expect(checkCommit('0'.repeat(64))).toBe('0'.repeat(64))
  })

  it.each([
    'a'.repeat(39),
    'A'.repeat(40),
    `${'a'.repeat(40)}\n`,
    `^${'a'.repeat(40)}`,
    'HEAD',
    '',
  ])('refuses commit %j', (commit) => {
    expect(refusal(() => checkCommit(commit))).toMatch(/^REF /)
  })
})
