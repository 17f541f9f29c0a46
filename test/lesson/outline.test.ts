import type { RootContent } from 'mdast'
import { describe, expect, it } from 'vitest'
import { lessonOf, read, rulesOf } from './reading.ts'

const anchorsOf = (body: string): readonly string[] =>
  lessonOf(body)
    .outline.filter((section) => section.depth > 0)
    .map((section) => section.anchor)

describe('anchors', () => {
  it.each([
    ['# One Two\n# one two\n# one two-1', ['one-two', 'one-two-1', 'one-two-1-1']],
    ['# \\_\\_proto\\_\\_', ['section-__proto__']],
    [
      '# constructor\n# location\n# toString',
      ['section-constructor', 'section-location', 'section-tostring'],
    ],
    ['# 😀\n# 🎉\n#', ['section', 'section-1', 'section-2']],
    ['# Größe & Höhe', ['größe--höhe']],
    ['# A {#Own}\n# B {#Own}', ['Own', 'Own-1']],
    ['# A {#location}', ['section-location']],
  ])('of %j are unique, never empty, and no names that scripts use', (body, anchors) => {
    expect(anchorsOf(body)).toEqual(anchors)
  })

  it('written by the author are gone from the heading', () => {
    const { outline, tree } = lessonOf('# A *b* {#own}\n')
    expect(outline[0]).toMatchObject({ title: 'A b', anchor: 'own' })
    expect(tree.children[0]?.data?.hProperties).toEqual({ id: 'own' })
  })
})

describe('the outline', () => {
  it('has the text before the first heading, and a section for each heading', () => {
    const { outline, fields } = lessonOf(
      'two words\n\n# H one\n\nthree more words\n\n> # no\n\n## I\n',
    )
    expect(outline.map(({ depth, title, words }) => [depth, title, words])).toEqual([
      [0, '', 2],
      [1, 'H one', 6],
      [2, 'I', 1],
    ])
    expect(fields.title).toBe('H one')
  })

  it('counts words of languages without spaces', () => {
    expect(lessonOf('我喜欢打猎').outline[0]?.words).toBeGreaterThan(1)
  })

  it('changes the digest of the one section that was changed', () => {
    const before = lessonOf('# A\n\none\n\n# B\n\ntwo\n').outline
    const after = lessonOf('# A\n\none\n\n# B\n\nthree\n').outline
    expect(after[0]?.digest).toBe(before[0]?.digest)
    expect(after[1]?.digest).not.toBe(before[1]?.digest)
  })

  it('finds headings inside divisions', () => {
    expect(lessonOf('::: challenge\n\n## Try\n\n:::\n').outline[0]?.title).toBe('Try')
  })
})

const shapeOf = (node: RootContent): unknown =>
  node.type === 'section' ? [node.name, ...node.children.map(shapeOf)] : node.type

describe('divisions', () => {
  it.each([
    [
      ':::::: challenge\n\na\n\n::: solution\n\nb\n\n::::::::\n\nc\n\n:::',
      [['challenge', 'paragraph', ['solution', 'paragraph'], 'paragraph']],
    ],
    ['a\n::: note\nb\n:::\nc', ['paragraph', ['note', 'paragraph'], 'paragraph']],
    ['- a\n- b\n::: note\nc\n:::', ['list', ['note', 'paragraph']]],
    ['   ::: {.callout #x}\na\n:::', [['callout', 'paragraph']]],
    ['::: tip Read *this*\na\n::: \n', [['tip', 'paragraph', 'paragraph']]],
    ['::: name :::\na\n:::', [['name', 'paragraph']]],
    ['```\n::: note\n```\n\n    :::\n', ['code', 'code']],
    [':::)', ['paragraph']],
  ])('of %j become sections', (body, shape) => {
    const { lesson, findings } = read(body)
    expect(lesson?.tree.children.map(shapeOf)).toEqual(shape)
    expect(findings).toEqual([])
  })

  it('are closed at the end of the document, with a warning', () => {
    const reading = read('text\n\n::: a\n\nb\n')
    expect(reading.findings[0]).toMatchObject({
      rule: 'DIV_UNCLOSED',
      line: 3,
      severity: 'warning',
    })
    expect(reading.lesson?.tree.children.map(shapeOf)).toEqual(['paragraph', ['a', 'paragraph']])
  })

  it('leave no closing line that closes nothing', () => {
    const reading = read('a\n\n:::\n')
    expect(rulesOf(reading)).toEqual(['DIV_STRAY'])
    expect(JSON.stringify(reading.lesson?.tree)).not.toContain(':::')
  })

  it('say how they are written in HTML', () => {
    const [section] = lessonOf('::: note\n:::').tree.children
    expect(section?.data).toEqual({ hName: 'section', hProperties: { className: ['note'] } })
  })
})

const imageOf = (body: string): unknown => {
  const [paragraph] = lessonOf(body).tree.children
  if (paragraph?.type !== 'paragraph') throw new Error('Expected a paragraph')
  return paragraph.children.map((node) =>
    node.type === 'image'
      ? [node.alt, node.data?.hProperties]
      : 'value' in node
        ? node.value
        : node.type,
  )
}

describe('attributes behind an image', () => {
  it.each([
    [
      `![x](a.png){alt='the "git add" it\\'s <https://a.example> _b_ }' width="40%" .wide} end`,
      [
        ['the "git add" it\'s <https://a.example> _b_ }', { width: '40%', className: ['wide'] }],
        ' end',
      ],
    ],
    ['![x](a.png){width=300px}', [['x', { width: '300px' }]]],
    ['![x](a.png){width=300 onload="x"}', [['x', { width: '300' }]]],
    ['![x](a.png){width="expression(1)"}', [['x', undefined]]],
    ['![x](a.png) {width=3}', [['x', undefined], ' {width=3}']],
    ['![x](a.png){broken', [['x', undefined], '{broken']],
  ])('%j', (body, expected) => {
    expect(imageOf(body)).toEqual(expected)
  })
})

it.each([
  ['spaces', `![x](a.png){${' '.repeat(1_990)}x `],
  ['line ends', `![x](a.png){${'\n'.repeat(1_000)}`],
  ['classes', `![x](a.png){${'.a '.repeat(600)}=`],
  ['values', `![x](a.png){${'a=b '.repeat(450)}"`],
  ['escapes', `![x](a.png){a="${'\\'.repeat(1_900)} `],
])('an attribute list that is never closed costs no more for its %s', (_, body) => {
  const started = performance.now()
  expect(read(body).lesson).not.toBeNull()
  expect(performance.now() - started).toBeLessThan(500)
})
