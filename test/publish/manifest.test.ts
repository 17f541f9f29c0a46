import { describe, expect, it } from 'vitest'
import type { Item } from '../../src/item.ts'
import { type ManifestText, manifest, redirects } from '../../src/publish/manifest.ts'
import type { RedirectEntry } from '../../src/redirects.ts'
import { item, stateOf, version } from '../support/items.ts'

const text = (name: string, fields: Partial<Item> = {}, language = 'en'): ManifestText => ({
  item: item(name, fields),
  language,
  reading: 'lesson',
  version: version('1.0.0'),
  title: `Lesson ${name}`,
  description: `About ${name}`,
  minutes: 15,
  documentKey: `lessons/${name}-${language}.json`,
  languages: [language],
  outdated: null,
})

type Given = Partial<Parameters<typeof manifest>[0]>

const manifestOf = (given: Given = {}) =>
  manifest({
    commit: 'c1',
    language: 'en',
    languages: ['en', 'pt', 'pt-BR', 'en-GB', 'zh-Hant-TW'],
    pillars: [],
    texts: [],
    redirects: [],
    ...given,
  })

const parse = (body: string): unknown => JSON.parse(body)

describe('manifest', () => {
  const texts = [text('a'), text('b'), text('a', {}, 'es'), text('x', { slug: 'p/d/x' })]
  const pillar = {
    slug: 'p',
    name: 'P',
    description: null,
    icon: null,
    color: null,
    courses: [],
    items: ['a'],
  }
  const moved = [{ type: 'lesson' as const, slug: 'p/c/old', itemId: 'a' }]

  it('names one part for each course and language, one for the hierarchy and one for the redirects', () => {
    const { root, parts } = manifestOf({ texts, redirects: moved })
    const keys = parts.map(({ key }) => key)
    expect(parse(root.body)).toEqual({
      schema: 1,
      commit: 'c1',
      language: 'en',
      fallbacks: {
        pt: ['en'],
        'pt-BR': ['pt', 'en'],
        'en-GB': ['en'],
        'zh-Hant-TW': ['en'],
      },
      hierarchy: keys[3],
      parts: [
        { name: 'lesson/p/c', language: 'en', count: 2, key: keys[0] },
        { name: 'lesson/p/d', language: 'en', count: 1, key: keys[1] },
        { name: 'lesson/p/c', language: 'es', count: 1, key: keys[2] },
      ],
      redirects: keys[4],
    })
    expect(parse(parts[3]?.body ?? '')).toEqual({ schema: 1, pillars: [] })
    expect(parse(parts[4]?.body ?? '')).toEqual({
      schema: 1,
      redirects: [{ type: 'lesson', slug: 'p/c/old', id: 'a' }],
    })
  })

  it('lists the texts of a part by slug', () => {
    const [part] = manifestOf({ texts: [text('b'), text('a')] }).parts
    expect(parse(part?.body ?? '')).toMatchObject({
      name: 'lesson/p/c',
      language: 'en',
      items: [
        {
          id: 'a',
          type: 'lesson',
          slug: 'p/c/a',
          title: 'Lesson a',
          description: 'About a',
          minutes: 15,
          document: 'lessons/a-en.json',
          version: '1.0.0',
          commit: '1.0.0',
          languages: ['en'],
          outdated: null,
        },
        { id: 'b' },
      ],
    })
  })

  it('gives equal sets equal keys, whatever their order', () => {
    const given = { texts, redirects: moved }
    expect(manifestOf({ ...given, texts: texts.toReversed() })).toEqual(manifestOf(given))
  })

  it.each([
    ['another document', { texts: [{ ...text('a'), documentKey: 'lessons/other.json' }] }],
    ['another title', { texts: [{ ...text('a'), title: 'Other' }] }],
    ['another redirect', { redirects: [] }],
    ['another lesson', { texts: [text('a'), text('b')] }],
    ['another language', { language: 'fr' }],
    ['another pillar', { pillars: [] }],
  ])('gives %s another key', (_, other: Given) => {
    const given = { texts: [text('a')], redirects: moved, pillars: [pillar] }
    expect(manifestOf({ ...given, ...other }).root.key).not.toBe(manifestOf(given).root.key)
  })

  it('keeps the key of a part that another course does not change', () => {
    const one = manifestOf({ texts })
    const two = manifestOf({ commit: 'c2', texts: [...texts, text('y', { slug: 'p/d/y' })] })
    expect(two.parts[0]).toEqual(one.parts[0])
    expect(two.parts[1]?.key).not.toBe(one.parts[1]?.key)
  })

  it('names a part without a course after its collection, and any part in full', () => {
    const { root } = manifestOf({
      texts: [text('a', { slug: 'a' }), text('b', { slug: 'big game/elk/b' })],
    })
    expect(parse(root.body)).toMatchObject({
      parts: [{ name: 'lesson' }, { name: 'lesson/big game/elk' }],
    })
  })
})

describe('redirects', () => {
  const former = (slug: string, itemId: string, ordinal = 2) =>
    ({ type: 'lesson', slug, path: `${slug}/index.md`, itemId, ordinal }) as const
  const entry = (from: string, to: string): RedirectEntry => ({
    path: 'redirects.yaml',
    place: { line: 1, column: 1 },
    types: ['lesson'],
    from,
    to,
  })
  const redirectsOf = (
    items: readonly Item[],
    former_: readonly ReturnType<typeof former>[],
    named: readonly RedirectEntry[] = [],
  ) => {
    const entries = items
      .filter(({ present }) => present)
      .map((one) => ({ item: one, language: 'en', reading: 'lesson', version: version('1.0.0') }))
    return redirects(stateOf(items, [], { former: former_ }), entries, named).map(
      ({ slug, itemId }) => `${slug} → ${itemId}`,
    )
  }

  it.each([
    [
      'lead from each former slug',
      [item('a')],
      [former('y', 'a'), former('x', 'a')],
      ['x → a', 'y → a'],
    ],
    ['leave out what is not live', [item('a', { present: false })], [former('x', 'a')], []],
    ['give way to a live slug', [item('a'), item('b')], [former('p/c/b', 'a')], []],
    ['leave out a slug that came back', [item('a')], [former('p/c/a', 'a')], []],
    [
      'follow the last to hold a slug',
      [item('a'), item('b')],
      [former('x', 'b', 2), former('x', 'a', 3)],
      ['x → a'],
    ],
    [
      'follow the last to hold a slug, in whichever order that was noted',
      [item('a'), item('b')],
      [former('x', 'a', 3), former('x', 'b', 2)],
      ['x → a'],
    ],
    [
      'pass over a holder that is not live',
      [item('a'), item('b', { present: false })],
      [former('x', 'a', 2), former('x', 'b', 3)],
      ['x → a'],
    ],
  ])('%s', (_, items, given, expected) => {
    expect(redirectsOf(items, given)).toEqual(expected)
  })

  it.each([
    ['lead where a file says', [item('a')], [], [entry('x', 'p/c/a')], ['x → a']],
    [
      'double nothing that history knows as well',
      [item('a')],
      [former('x', 'a')],
      [entry('x', 'p/c/a')],
      ['x → a'],
    ],
    [
      'lead where a file says rather than where history does',
      [item('a'), item('b')],
      [former('x', 'a')],
      [entry('x', 'p/c/b')],
      ['x → b'],
    ],
    [
      'lead where history says, where a file leads to nothing',
      [item('a')],
      [former('x', 'a')],
      [entry('x', 'p/c/none')],
      ['x → a'],
    ],
    [
      'follow a chain to its end',
      [item('a')],
      [],
      [entry('x', 'y'), entry('y', 'p/c/a')],
      ['x → a', 'y → a'],
    ],
    [
      'follow a chain into history',
      [item('a')],
      [former('y', 'a')],
      [entry('x', 'y')],
      ['x → a', 'y → a'],
    ],
    ['lead nowhere in a circle', [item('a')], [], [entry('x', 'y'), entry('y', 'x')], []],
    [
      'give way to a live slug, be it named in a file',
      [item('a'), item('b')],
      [],
      [entry('p/c/b', 'p/c/a')],
      [],
    ],
    [
      'leave out what is not live, be it named in a file',
      [item('a', { present: false })],
      [],
      [entry('x', 'p/c/a')],
      [],
    ],
  ] as const)('%s', (_, items, given, named, expected) => {
    expect(redirectsOf(items, given, named)).toEqual(expected)
  })

  it('tell types apart', () => {
    const other = item('v', { type: 'video', slug: 'x' })
    expect(redirectsOf([item('a'), other], [former('x', 'a')])).toEqual(['x → a'])
  })
})
