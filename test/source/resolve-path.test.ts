import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolvePath } from '../../src/source/resolve-path.ts'

describe('resolvePath', () => {
  it.each([
    ['b.md', { path: 'p/b.md', anchor: '' }],
    ['./b.md', { path: 'p/b.md', anchor: '' }],
    ['../b.md#wind', { path: 'b.md', anchor: 'wind' }],
    ['x/../b.md', { path: 'p/b.md', anchor: '' }],
    ['b.md?width=1#a?b', { path: 'p/b.md', anchor: 'a?b' }],
    ['#wind', { path: 'p/a.md', anchor: 'wind' }],
    ['?x', { path: 'p/a.md', anchor: '' }],
    ['', { path: 'p/a.md', anchor: '' }],
    ['b%20c.png', { path: 'p/b c.png', anchor: '' }],
    ['%2E%2E/b.md', { path: 'b.md', anchor: '' }],
    ['100%.png', { path: 'p/100%.png', anchor: '' }],
    ['a:b.md', null],
    ['../../b.md', null],
    ['%2e%2e/%2e%2e/b.md', null],
    ['..', { path: '.', anchor: '' }],
    ['../..', null],
    ['b%00.md', null],
    ['/b.md', null],
    ['//example.org/b.md', null],
    ['\\b.md', null],
    ['https://example.org/b.md', null],
    ['HTTP:b.md', null],
    ['%2Fetc/passwd', { path: 'p/etc/passwd', anchor: '' }],
  ])('resolves %j in p/a.md', (url, expected) => {
    expect(resolvePath('p/a.md', url)).toEqual(expected)
  })

  it('goes where the path of the file and the URL lead when joined', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b.md', '...', '.x')
    const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, (url) => {
        const joined = posix.normalize(posix.join('p/q', url))
        const inside = url !== '' && !url.startsWith('/') && !/^\.\.(?:\/|$)/.test(joined)
        if (inside) expect(resolvePath('p/q/a.md', url)?.path).toBe(joined)
        else if (url !== '') expect(resolvePath('p/q/a.md', url)).toBeNull()
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['../x.md', '..', 'a/../../x.md'])('never leaves the top by %j', (url) => {
    expect(resolvePath('a.md', url)).toBeNull()
  })
})
