import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobJson, blobRecord, type KeptBlob } from '../../src/ingest/blob-json.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { foreignShape } from '../lesson/reading.ts'

const full = `---
title: Wind
slug: wind
tags: [a]
draft: true
duration: 5
objectives: [See it]
publish_at: 2026-03-01
---

Before. [A link](a.md)

# Wind

![A picture](p.png) and [another](b.md#c). {name}

::: quiz

- [x] Yes
- [ ] No

:::

    ls
`

const parse = blobParser(new Map([['lesson', foreignShape()]]))
const again = (json: string) => blobRecord(JSON.parse(json) as KeptBlob)

describe('the record of a blob, kept as JSON', () => {
  it.each([
    ['a lesson with every kind of member', full],
    ['a text without front matter', 'One line.\n'],
    ['a text that cannot be read', '---\ntitle: [\n---\n'],
    ['nothing', ''],
  ])('comes back as it was: %s', (_, text) => {
    const record = parse('lesson', 'b', Buffer.from(text))
    expect(again(blobJson(record))).toEqual(record)
  })

  it('comes back as it was, whatever the author writes', () => {
    const line = fc.constantFrom(
      ...['# A', '## B {#b}', '[a](b.md)', '![p](p.png)', '<b>', 'title: x', 'draft: true', '---'],
      ...['tags: [a, b]', 'tags: []', 'publish_at: 2026-03-01', 'text', '', '- item'],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const record = parse('lesson', 'b', Buffer.from(lines.join('\n')))
        expect(again(blobJson(record))).toEqual(record)
      }),
    )
  })

  it('leaves the line hashes to the run that needed them', () => {
    const record = parse('lesson', 'b', Buffer.from('One line.\n'))
    expect(again(blobJson({ ...record, lines: [1] }))).toEqual(record)
  })
})
