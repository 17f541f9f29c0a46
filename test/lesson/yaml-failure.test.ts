import { describe, expect, it } from 'vitest'
import { readYaml } from '../../src/lesson/read-yaml.ts'

describe('what is said of front matter that is no YAML', () => {
  it.each([
    ['tags: [wind, scent', 'a bracket'],
    ['tags: [wind, scent\ntitle: Wind', 'a bracket'],
    ['title: "Wind', 'a quote at the end'],
    ["title: 'Wind", 'a quote at the end'],
    ['title: Wind: the basics', 'needs no quotes'],
    ['title: "He said "go""', 'needs no quotes'],
    ['title: @home', 'needs no quotes'],
    ['title: Wind\n  author: ruth', 'needs no quotes'],
    ['title: Wind\n\tauthor: ruth', 'got a tab'],
    ['title:Wind\nauthor: ruth', '`key: value`, got another'],
    ['title: Wind\nand scent\nauthor: ruth', 'without a colon'],
    ['title: "C:\\wind"', 'backslash'],
  ])('takes no knowledge of YAML: %j', (source, expected) => {
    const { faults } = readYaml(source)
    expect(faults.map(({ rule }) => rule)).toEqual(['FM_YAML'])
    expect(faults[0]?.message).toContain(expected)
  })
})
