import { describe, expect, it } from 'vitest'
import { jsonText, parameterText } from '../../src/database/parameter.ts'

const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1)

describe('parameterText', () => {
  it.each<[unknown, string]>([
    ['a\0b', 'NUL'],
    ['\ud800', 'a lone surrogate'],
    [undefined, 'undefined'],
    [{ a: 'x\0' }, 'NUL inside JSON'],
    [['\udc00'], 'a lone surrogate inside an array'],
  ])('refuses %j: %s', (value) => {
    expect(() => parameterText(value)).toThrow('Expected')
  })

  it('quotes what an array literal would read as syntax', () => {
    expect(parameterText(['a"b', 'c\\d', 'NULL', null])).toBe('{"a\\"b","c\\\\d","NULL",NULL}')
  })
})

describe('jsonText', () => {
  it('keeps a backslash that only looks like the escape of NUL', () => {
    expect(JSON.parse(jsonText({ a: '\\u0000 \\ud800' }))).toEqual({ a: '\\u0000 \\ud800' })
  })

  it('accepts 999 levels and refuses 1,001', () => {
    expect(jsonText(nested(999))).toHaveLength(1999)
    expect(() => jsonText(nested(1001))).toThrow('levels')
  })
})
