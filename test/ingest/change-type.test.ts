import { describe, expect, it } from 'vitest'
import { changeType, nextNumber, type Shape } from '../../src/ingest/change-type.ts'
import { blobParser } from '../../src/line/blob-parser.ts'
import { shapesByReading } from '../../src/line/parse-blob.ts'
import { academy } from '../support/replay.ts'

const shape = (text: string, type: Shape['type'] = 'lesson'): Shape => ({
  type,
  record: blobParser(shapesByReading(academy))('lesson', 'b', Buffer.from(text)),
})

const stating = (subject: string, ...trailers: readonly string[]) =>
  changeType(
    { subject, trailers: trailers.map((value) => ({ key: 'Change-Type', value })) },
    shape('One.'),
    shape('Two.'),
  )

describe('changeType', () => {
  it.each([
    ['feat: calls', [], 'minor'],
    ['Feat(elk): calls', [], 'minor'],
    ['fix: a word', [], 'patch'],
    ['hotfix: a wrong date', [], 'hotfix'],
    ['fix!: another order', [], 'major'],
    ['docs(elk)!: another order', [], 'major'],
    ['docs: a word', [], 'patch'],
    ['fixed: no prefix that is known', [], 'patch'],
    ['feat calls', [], 'patch'],
    ['feat:calls', [], 'patch'],
    ['fix: a word', ['major'], 'major'],
    ['feat!: calls', [' Hotfix '], 'hotfix'],
    ['feat: calls', ['major', 'patch'], 'patch'],
    ['feat: calls', ['huge'], 'minor'],
  ])('takes %j with the trailers %j for %s', (subject, trailers, expected) => {
    expect(stating(subject, ...trailers)).toBe(expected)
  })

  it('knows the trailer by its key in any letters', () => {
    const commit = { subject: 'fix: a', trailers: [{ key: 'change-type', value: 'minor' }] }
    expect(changeType(commit, null, shape('One.'))).toBe('minor')
  })

  const plain = '---\nobjectives: [See]\nprerequisites: [p/c/a]\n---\n# One\n\nText.\n'
  it.each([
    ['the first version', null, shape(plain), 'major'],
    ['another type', shape(plain), shape(plain, 'article'), 'major'],
    ['other objectives', shape(plain), shape(plain.replace('See', 'Hear')), 'major'],
    ['other prerequisites', shape(plain), shape(plain.replace('p/c/a', 'p/c/b')), 'major'],
    ['another heading', shape(plain), shape(plain.replace('# One', '# Two')), 'minor'],
    ['a deeper heading', shape(plain), shape(plain.replace('# One', '## One')), 'minor'],
    ['other words', shape(plain), shape(plain.replace('Text', 'Words')), 'patch'],
  ])('infers the size of %s', (_, before, after, expected) => {
    expect(changeType({ subject: 'Change', trailers: [] }, before, after)).toBe(expected)
  })
})

describe('nextNumber', () => {
  it.each([
    [null, 'hotfix', '1.0.0'],
    ['1.2.3', 'major', '2.0.0'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'hotfix', '1.2.4'],
    ['9.10.99', 'minor', '9.11.0'],
  ] as const)('follows %s by a %s with %s', (number, type, expected) => {
    expect(nextNumber(number, type)).toBe(expected)
  })
})
