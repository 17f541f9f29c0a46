import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Findings, sinceBase } from '../../src/line/new-since.ts'
import { finding } from '../output/findings.ts'

/** Files with findings, each `path:line rule`, and further paths without any. */
const findings = (texts: readonly string[], others: readonly string[] = []): Findings => {
  const diagnostics = texts.map((text) => {
    const [path = '', line = '', rule = ''] = text.split(/[: ]/)
    return finding({ path, line: Number(line), rule, message: rule })
  })
  return { diagnostics, paths: new Set([...diagnostics.map(({ path }) => path), ...others]) }
}

const shown = ({ fresh, older }: ReturnType<typeof sinceBase>) => ({
  fresh: fresh.map(({ path, line, rule }) => `${path}:${line} ${rule}`),
  older: older.map(({ path, line, rule }) => `${path}:${line} ${rule}`),
})

describe('sinceBase', () => {
  it.each([
    ['what was there is older', ['a:1 X'], ['a:1 X'], [], ['a:1 X']],
    ['what was not there is new', ['a:1 X'], [], ['a:1 X'], []],
    ['a line that moved is the same', ['a:9 X'], ['a:1 X'], [], ['a:9 X']],
    [
      'of two where one was, the second is new',
      ['a:1 X', 'a:5 X'],
      ['a:3 X'],
      ['a:5 X'],
      ['a:1 X'],
    ],
    ['the same in another file is new', ['a:1 X', 'b:1 X'], ['a:1 X'], ['b:1 X'], ['a:1 X']],
    ['another rule is new', ['a:1 Y'], ['a:1 X'], ['a:1 Y'], []],
    ['what was mended is not missed', ['a:1 X'], ['a:1 X', 'a:2 Y'], [], ['a:1 X']],
  ])('%s', (_, now, base, fresh, older) => {
    expect(shown(sinceBase(findings(now, ['b']), findings(base, ['a', 'b'])))).toEqual({
      fresh,
      older,
    })
  })

  it('knows the findings of a file that was renamed', () => {
    const now = findings(['new:1 X', 'new:2 Y'], ['other'])
    const base = findings(['old:1 X'], ['other'])
    expect(shown(sinceBase(now, base))).toEqual({ fresh: ['new:2 Y'], older: ['new:1 X'] })
  })

  it('does not take the findings of a file that stays for those of a new one', () => {
    const base = findings(['stays:1 X'])
    expect(shown(sinceBase(findings(['new:1 X'], ['stays']), base)).fresh).toEqual(['new:1 X'])
  })

  it('loses nothing, keeps the order, and finds nothing new in what is the same', () => {
    const lines = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3), fc.constantFrom('X', 'Y')),
    )
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const texts = (list: typeof one) =>
          list.map(([path, line, rule]) => `${path}:${line} ${rule}`)
        const [now, base] = [findings(texts(one)), findings(texts(other))]
        const { fresh, older } = sinceBase(now, base)
        const merged = now.diagnostics.filter(
          (each) => fresh.includes(each) || older.includes(each),
        )
        expect(merged).toEqual(now.diagnostics)
        expect(fresh.length + older.length).toBe(now.diagnostics.length)
        expect(older.length).toBeLessThanOrEqual(base.diagnostics.length)
        expect(sinceBase(now, now)).toEqual({ fresh: [], older: now.diagnostics })
      }),
    )
  })
})
