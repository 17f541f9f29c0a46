import { describe, expect, it } from 'vitest'
import { destinationsOf } from '../../src/lesson/destinations.ts'

/** Each URL as Markdown reads it, and as it is written. */
const written = (body: string): readonly (readonly [string, string])[] =>
  destinationsOf(body).map(({ url, start, end }) => [url, body.slice(start, end)])

describe('destinationsOf', () => {
  it.each([
    ['a link with a title', '[a](x.md "t")', [['x.md', 'x.md']]],
    ['angle brackets', '![b](<y z.png> (t))', [['y z.png', 'y z.png']]],
    ['escapes and entities', '[a](q\\_r&amp;s.md#x)', [['q_r&s.md#x', 'q\\_r&amp;s.md#x']]],
    ['a definition in a quote', "> - [c]: ../q.md 't'\n", [['../q.md', '../q.md']]],
    ['a definition that nothing uses', '[c]: <>\n', [['', '']]],
    [
      'a picture in a link',
      '[![i](i.png)](n.md)',
      [
        ['i.png', 'i.png'],
        ['n.md', 'n.md'],
      ],
    ],
    ['a link in a link, which alone is one', '[a [b](b.md) c](c.md)', [['b.md', 'b.md']]],
    [
      'cells of a table',
      '| [a](a.md) |\n|--|\n| \t[b](b\\|c.md) |\n',
      [
        ['a.md', 'a.md'],
        ['b|c.md', 'b\\|c.md'],
      ],
    ],
    ['a line of colons before', '::: tip\n[e](f.md)\n:::\n', [['f.md', 'f.md']]],
    ['characters outside the basic plane before', '🦌🦌 [e](f.md)', [['f.md', 'f.md']]],
    ['code, which has none', '`[n](m.md)`\n\n    [n](m.md)\n\n```\n[n](m.md)\n```\n', []],
    ['HTML, which has none', '<a href="m.md">m</a>\n', []],
    ['addresses that are links by themselves', '<https://a.example> www.b.example', []],
  ])('finds %s', (_, body, expected) => {
    expect(written(body)).toEqual(expected)
  })
})
