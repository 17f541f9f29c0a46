import { describe, expect, it } from 'vitest'
import { blobParser } from '../../src/line/blob-parser.ts'

const parse = (reading: string, text: string) =>
  blobParser(new Map())(reading, 'blob', Buffer.from(text))

const found = (reading: string, text: string) =>
  parse(reading, text).findings.map(({ rule, severity, line, column, message, hint }) => {
    expect(severity).toBe('error')
    return `${rule} ${line}:${column} ${message} ${hint}`
  })

describe('pillar.yaml, course.yaml and the file of authors', () => {
  it.each([
    ['pillar', 'name: Calls\ndescription: Say little.\ncolor: "#8a5a9e"\n'],
    ['course', 'title: Turkeys\ndescription: Yelps.\ndifficulty: beginner\n'],
    ['authors', 'authors: []\n'],
    [
      'authors',
      'authors:\n  - id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9\n    key: ruth\n    name: Ruth\n    emails: [ruth@localhost, 1+Ruth@users.noreply.example.com]\n',
    ],
  ])('may be %s: %j', (reading, text) => {
    expect(found(reading, text)).toEqual([])
    expect(parse(reading, text)).toMatchObject({ parsed: true, fit: true })
  })

  it.each([
    [
      'a missing key',
      'pillar',
      'name: Calls\n',
      'SCHEMA 1:1 Missing `description`. Add a line `description: …` to the file.',
    ],
    [
      'a misspelt key',
      'pillar',
      'name: Calls\ndescription: Say little.\ncolour: "#8a5a9e"\n',
      'FM_UNKNOWN 3:1 Expected a known key, got `colour`. Did you mean `color`?',
    ],
    [
      'a value of the wrong kind',
      'course',
      'title: Turkeys\ndescription: Yelps.\ndifficulty: beginner\nhours: many\n',
      'SCHEMA 4:1 Expected `hours` to be a number, got `many`. Write it like `1.5`.',
    ],
    [
      'a misspelt choice',
      'course',
      'title: Turkeys\ndescription: Yelps.\ndifficulty: begginer\n',
      'SCHEMA 3:1 Expected `difficulty` to be one of `beginner`, `intermediate`, `advanced`, `expert`, got `begginer`. Did you mean `beginner`?',
    ],
    [
      'a color without quotes, which YAML takes for a comment',
      'pillar',
      'name: Calls\ndescription: Say little.\ncolor: #8a5a9e\n',
      'SCHEMA 3:1 Expected `color` to be text, got nothing. Write it like `"#3f6b4c"`.',
    ],
    [
      'something wrong with one of the authors',
      'authors',
      'authors:\n  - id: 8c5eb83b\n    key: ruth\n    name: Ruth\n    emails: [ruth@example.org]\n',
      'SCHEMA 2:5 Expected `authors.0.id` to be a UUID, got `8c5eb83b`. Write it like `8c5eb83b-1f64-4f49-9a5d-c574a8327fa9`.',
    ],
    [
      'a key that one of the authors lacks',
      'authors',
      'authors:\n  - id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9\n    key: ruth\n    name: Ruth\n',
      'SCHEMA 2:5 Missing `authors.0.emails`. Add a line `emails: …` there.',
    ],
  ])('are told %s where it stands', (_, reading, text, finding) => {
    expect(found(reading, text)).toEqual([finding])
    expect(parse(reading, text)).toMatchObject({ parsed: true, fit: false })
  })

  it('may have a number for a title', () => {
    const { findings, metadata } = parse('pillar', 'name: 2026\ndescription: A year.\n')
    expect(findings).toEqual([])
    expect(metadata.name).toBe('2026')
  })
})
