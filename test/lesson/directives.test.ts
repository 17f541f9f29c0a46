import { expect, it } from 'vitest'
import { read } from './reading.ts'

it.each([
  ':::row:::',
  ':::image type="content" source="a.png" alt-text="A track: deer":::',
  ':::zone-end:::',
])('leaves a directive of another dialect out, with a warning: %s', (line) => {
  const { lesson, findings } = read(`One.\n\n${line}\nTwo.\n`)
  expect(lesson?.tree.children.map(({ type }) => type)).toEqual(['paragraph', 'html', 'paragraph'])
  expect(findings).toMatchObject([{ rule: 'DIV_DIRECTIVE', severity: 'warning', line: 3 }])
})

it('does not nest however many such directives stand in a file', () => {
  const { findings } = read(`${':::column:::\n\nText.\n\n'.repeat(200)}`)
  expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['DIV_DIRECTIVE']))
})

it('takes a change of a directive for a change of the lesson', () => {
  const digest = (source: string) => read(`:::image source="${source}":::\n`).lesson?.digest
  expect(digest('a.png')).not.toBe(digest('b.png'))
  expect(digest('a.png')).toBe(digest('a.png'))
})

it.each(['::: challenge :::', ':::: challenge ::::', ':::::challenge:::::'])(
  'still opens a division by %s',
  (line) => {
    const { lesson } = read(`${line}\n\nOne.\n\n:::\n`)
    expect(lesson?.tree.children).toMatchObject([{ type: 'section', name: 'challenge' }])
  },
)

it('closes a division by its name and `-end`', () => {
  const { lesson, findings } = read('::: moniker range="1"\n\nOne.\n\n::: moniker-end\n\nTwo.\n')
  expect(lesson?.tree.children.map(({ type }) => type)).toEqual(['section', 'paragraph'])
  expect(findings).toEqual([])
})

it.each(['xref:System.String', 'irc://host/room', 'sms:123'])(
  'only warns of a scheme that readers cannot follow: %s',
  (url) => {
    expect(read(`[a](${url})`).findings).toMatchObject([
      { rule: 'LINK_SCHEME', severity: 'warning' },
    ])
  },
)
