import { describe, expect, it } from 'vitest'
import { readYaml } from '../../src/lesson/read-yaml.ts'
import { yamlScalars, yamlText, yamlTextWithin } from '../../src/lesson/yaml-scalars.ts'

describe('yamlScalars', () => {
  it('finds each value where it stands, and how it is quoted', () => {
    const source = "a: plain # c\nb: [\"x y\", 'it''s']\nc:\n  d~/e: 7\n  f: |\n    block\n"
    expect(
      yamlScalars(source).map(({ pointer, value, style, start, end }) => [
        pointer,
        value,
        style,
        source.slice(start, end).trim(),
      ]),
    ).toEqual([
      ['/a', 'plain', 'plain', 'plain'],
      ['/b/0', 'x y', 'double', 'x y'],
      ['/b/1', "it's", 'single', "it''s"],
      ['/c/d~0~1e', '7', 'plain', '7'],
      ['/c/f', 'block\n', 'block', 'block'],
    ])
  })
})

describe('yamlText', () => {
  const texts = [
    'p/c/a',
    'a b',
    'yes',
    'null',
    '404',
    '1e3',
    'a: b',
    '- a',
    '#a',
    "it's",
    '"',
    '[a]',
    'caña',
    '',
  ]
  it.each(texts)('writes %j so that it is read as it is', (text) => {
    expect(readYaml(`key: ${yamlText(text)}\n${yamlText(text)}: key\n`).value).toEqual({
      key: text,
      [text]: 'key',
    })
    const quoted = yamlScalars('a: b\nc: "d"\ne: \'f\'\n')
    for (const scalar of quoted) {
      const within = yamlTextWithin(scalar, text)
      const mark = { plain: '', double: '"', single: "'", block: '' }[scalar.style]
      expect(readYaml(`key: ${mark}${within}${mark}\n`).value).toEqual({ key: text })
    }
  })
})
