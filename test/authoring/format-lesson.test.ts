import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Formatted, formatLesson, formatYamlFile } from '../../src/authoring/format-lesson.ts'
import type { JsonObject } from '../../src/json.ts'
import { textOf } from '../docs/pages.ts'
import { hostileBytes } from '../lesson/hostile-text.ts'
import { foreignShape, read, schemaShape } from '../lesson/reading.ts'

const schema = JSON.parse(textOf('schemas/lesson.schema.json')) as JsonObject
const academy = schemaShape(schema)

/** The text that a file has after formatting. */
const formatted = (text: string, shape = foreignShape()): string => {
  const result = formatLesson(Buffer.from(text), shape)
  if (result.kind === 'canonical') return text
  if (result.kind === 'changed') return result.text
  throw new Error(`Expected it to be formatted, got ${result.kind}`)
}

describe('formatLesson', () => {
  it.each([
    ['CRLF and a byte order mark', '\ufeff# A\r\n\r\nb\r\n', '# A\n\nb\n'],
    ['spaces at the end of lines', 'a \nb\t\n \t\nc', 'a\nb\n\nc\n'],
    ['a hard break of more than two spaces', 'a    \nb', 'a  \nb\n'],
    ['a hard break by a backslash', 'a\\\nb', 'a\\\nb\n'],
    ['two spaces that break no line', 'a  \n\n# b  \n', 'a\n\n# b\n'],
    ['empty lines', '\n\n# A\n\n\n\nb\n\n\n', '# A\n\nb\n'],
    ['the lines around front matter', '--- \n\na: 1\n\n---\t\n\n\n# A', '---\na: 1\n---\n\n# A\n'],
    ['no empty line below front matter', '---\na: 1\n---\n# A\n', '---\na: 1\n---\n\n# A\n'],
    ['front matter without a body', '---\na: 1\n---\n\n\n', '---\na: 1\n---\n'],
    ['code', '```  \na  \n\n\nb\n```\n', '```  \na  \n\n\nb\n```\n'],
    ['indented code', 'a\n\n    b  \n\n\n    c\n', 'a\n\n    b  \n\n\n    c\n'],
    ['HTML', '<!-- a  \n\n\nb -->\n', '<!-- a  \n\n\nb -->\n'],
    ['code within a line', 'a `b  \nc`\n', 'a `b  \nc`\n'],
    ['bullets', '* a\n  + b\n* c\n', '- a\n  - b\n- c\n'],
    ['two lists that touch', '* a\n\n+ b\n', '* a\n\n+ b\n'],
    ['a list beside a line', '* ---\n* b\n', '* ---\n* b\n'],
    ['lines across the page', '* * *\n\n***\n', '* * *\n\n***\n'],
    ['numbered lists', '1) a\n2) b\n', '1) a\n2) b\n'],
    ['underlined headings', 'A\n=\n\nB {#c}\n---\n', '# A\n\n## B {#c}\n'],
    ['an underlined heading of two lines', 'A\nb\n===\n', 'A\nb\n===\n'],
    ['an underlined heading that ends in a number sign', 'C #\n===\n', 'C #\n===\n'],
    ['a line below an empty one at the top', '\n\n---\n\na\n', '\n---\n\na\n'],
  ])('gives %s its canonical form', (_, text, expected) => {
    expect(formatted(text)).toBe(expected)
  })

  it('puts keys in the order of the schema, those it does not know last', () => {
    const text = `---
# what it is called
title:   "A: b"   # short
zzz:
  - 1

# by hand
author :ruth
author : ruth
description: |
  two  

  lines
id: 32f74431-065e-423b-b276-9d61dfeb19fa
---
`.replace('author :ruth\n', '')
    expect(formatted(text, academy)).toBe(`---
id: 32f74431-065e-423b-b276-9d61dfeb19fa
# what it is called
title: "A: b"   # short
description: |
  two  

  lines

# by hand
author: ruth
zzz:
  - 1
---
`)
  })

  it.each([
    ['lines for editors', '# yaml-language-server: $schema=a\n'],
    ['a comment with an empty line below', '# all of it\n\n'],
  ])('leaves %s at the top', (_, top) => {
    expect(formatted(`---\n${top}author: a\ntitle: b\n---\n`, academy)).toBe(
      `---\n${top}title: b\nauthor: a\n---\n`,
    )
  })

  it.each([
    ['a map in braces', '---\n{ b: 1, a: 2 }\n---\n'],
    ['a list in the column of its key', '---\ntags:\n- a\n- b\n---\n'],
    ['comments at the end', '---\ntitle: a\n# later\n---\n'],
    ['an author’s order without a schema', '---\nb: 1\na: 2\n---\n'],
  ])('leaves %s as it is', (_, text) => {
    expect(formatted(text)).toBe(text)
  })

  it('writes an id where the schema has it, and first without one', () => {
    const id = { key: 'id', id: '32f74431-065e-423b-b276-9d61dfeb19fa' }
    const withId = (text: string, shape = foreignShape()): Formatted =>
      formatLesson(Buffer.from(text), shape, id)
    expect(withId('---\ntitle: a\n---\n', academy)).toEqual({
      kind: 'changed',
      text: `---\nid: ${id.id}\ntitle: a\n---\n`,
    })
    expect(withId('# A\n')).toEqual({ kind: 'changed', text: `---\nid: ${id.id}\n---\n\n# A\n` })
    expect(withId('---\n{ title: a }\n---\n').kind).toBe('unsafe')
    const foreign = { ...schema, properties: { title: { type: 'string' } } }
    expect(withId('---\ntitle: a\n---\n', schemaShape(foreign)).kind).toBe('unsafe')
  })

  it('leaves a file alone that it cannot read, or that would say something else', () => {
    const kindOf = (text: string) => formatLesson(Buffer.from(text), foreignShape()).kind
    expect(kindOf('---\na: [\n---\n')).toBe('unreadable')
    expect(kindOf('a\0')).toBe('unreadable')
    // The empty lines at the end belong to the value.
    expect(kindOf('---\na: |+\n  b\n\n\n---\n')).toBe('unsafe')
  })

  it('changes no digest and adds no finding, whatever the bytes, and twice is once', () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(hostileBytes, fc.constantFrom(foreignShape(), academy), (bytes, shape) => {
        const result = formatLesson(bytes, shape)
        kinds.add(result.kind)
        if (result.kind !== 'changed') return
        const [before, after] = [
          read(Buffer.from(bytes).toString(), shape),
          read(result.text, shape),
        ]
        expect(after.lesson?.digest).toBe(before.lesson?.digest)
        expect(after.lesson?.sourceDigest).toBe(before.lesson?.sourceDigest)
        expect(after.lesson?.fields).toEqual(before.lesson?.fields)
        expect(after.findings.map(({ rule }) => rule)).toEqual(
          before.findings.map(({ rule }) => rule),
        )
        expect(formatLesson(Buffer.from(result.text), shape).kind).toBe('canonical')
      }),
      { numRuns: 1000 },
    )
    expect([...kinds]).toEqual(expect.arrayContaining(['changed', 'canonical', 'unreadable']))
  })
})

describe('formatYamlFile', () => {
  const course = JSON.parse(textOf('schemas/course.schema.json')) as JsonObject

  it('puts the keys of a course in the order of its schema', () => {
    const text = 'order: 1\r\n# how hard\r\ndifficulty:  beginner\r\ntitle: Wind'
    expect(formatYamlFile(Buffer.from(text), course)).toEqual({
      kind: 'changed',
      text: 'title: Wind\n# how hard\ndifficulty: beginner\norder: 1\n',
    })
  })

  it('leaves what cannot be read', () => {
    expect(formatYamlFile(Buffer.from('a: ['), course).kind).toBe('unreadable')
  })
})
