import { describe, expect, it } from 'vitest'
import { classifier } from '../src/classify.ts'
import type { Config } from '../src/config.ts'
import { type BlobRecord, emptyRecord } from '../src/item.ts'
import { linkTargets } from '../src/link-target.ts'
import { item, stateOf } from './support/items.ts'
import { academy, configOf } from './support/replay.ts'

const former = {
  type: 'lesson',
  slug: 'p/c/old',
  path: 'p/c/old/index.md',
  itemId: 'b',
  ordinal: 2,
} as const

/** `id` or `id#anchor` of what a URL in the lesson a points to. */
const targetOf = (config: Config, state: ReturnType<typeof stateOf>, from: string, url: string) => {
  const found = linkTargets(state, { config, classify: classifier(config), record: () => null })(
    from,
    url,
  )
  return found && found.item.id + (found.anchor === '' ? '' : `#${found.anchor}`)
}

describe('linkTargets in an academy', () => {
  const gone = item('gone', { present: false, gone: 4 })
  const state = stateOf([item('a'), item('b'), item('caña'), gone], [], { former: [former] })
  it.each([
    ['../b/index.md', 'b'],
    ['../b/index.md#wind', 'b#wind'],
    ['../b/index.md?x=1#wind', 'b#wind'],
    ['../b', 'b'],
    ['../b/', 'b'],
    ['../b/#wind', 'b#wind'],
    ['./../b/./index.md', 'b'],
    ['index.md', 'a'],
    ['./', 'a'],
    ['#wind', 'a#wind'],
    ['', 'a'],
    ['../b/index.es.md', 'b'],
    ['../b/index.fr.md', null],
    ['../old/index.md', 'b'],
    ['../old/', 'b'],
    ['../gone/index.md', 'gone'],
    ['../ca%C3%B1a/index.md#ca%C3%B1a', 'caña#caña'],
    ['../caña/', 'caña'],
    ['../none/index.md', null],
    ['../../../../b/index.md', null],
    ['/b/', null],
    ['/p/c/b/', 'b'],
    ['/p/c/b/index.md#wind', 'b#wind'],
    ['/p/c/b/index.es', 'b'],
    ['/p/c/none/', null],
    ['/../p/c/b/', null],
    ['//b', null],
    ['//p/c/b/', null],
    ['https://example.org/p/c/b/index.md', null],
    ['mailto:b@example.org', null],
    ['../b/%zz', null],
  ])('leads %j to %j', (url, expected) => {
    expect(targetOf(academy, state, 'p/c/a/index.md', url)).toBe(expected)
  })

  it('leads from a translation to lessons, whatever language they have', () => {
    expect(targetOf(academy, state, 'p/c/a/index.es.md', '../b/index.es.md')).toBe('b')
    expect(targetOf(academy, state, 'p/c/a/index.es.md', '../b/index.md')).toBe('b')
  })

  it('leads to the lesson that lies at a path now before the one that left it', () => {
    const taken = stateOf([item('b'), item('old')], [], { former: [former] })
    expect(targetOf(academy, taken, 'p/c/b/index.md', '../old/index.md')).toBe('old')
  })
})

describe('linkTargets in an academy with redirects', () => {
  const state = stateOf([item('a'), item('b'), item('gone', { present: false, gone: 4 })], [], {
    former: [former],
    tree: new Map([['redirects.yaml', { mode: '100644', oid: 'redirects' }]]),
  })
  const metadata = {
    'p/c/old': 'p/c/a',
    'p/c/gone': 'p/c/b',
    'p/c/b': 'p/c/a',
    'p/c/x': 'p/c/gone',
  }
  const record = (reading: string): BlobRecord => ({
    ...emptyRecord(reading, ''),
    parsed: true,
    fit: true,
    metadata,
  })
  const target = linkTargets(state, { config: academy, classify: classifier(academy), record })
  it.each([
    ['../old/index.md', 'a', 'a file says so, whatever history says'],
    ['../gone/index.md', 'b', 'the lesson is gone'],
    ['../x/', 'b', 'one line leads to another'],
    ['../x/index.es.md', 'b', 'the lesson of a translation does'],
    ['../b/index.md', 'b', 'the lesson is still there'],
  ])('leads %s to %s, since %s', (url, expected) => {
    expect(target('p/c/a/index.md', url)?.item.id).toBe(expected)
  })
})

describe('linkTargets of pages with addresses', () => {
  const config = configOf(`
source: { languages: [en, es] }
collections:
  - { type: article, files: 'en/{slug}.md', translations: '{language}/{slug}.md', url: '/{slug}/' }
  - { type: video, files: 'videos/{year}/{slug}.md', url: '/watch/{year}/{slug}' }
`)
  const state = stateOf([
    item('a', { path: 'en/a.md' }),
    item('b', { path: 'en/b.md' }),
    item('v', { path: 'videos/2026/v.md' }),
  ])
  it.each([
    ['/b/', 'b'],
    ['/b', 'b'],
    ['/b/#wind', 'b#wind'],
    ['/b#ca%C3%B1a', 'b#caña'],
    ['/b/?x=1', 'b'],
    ['/watch/2026/v', 'v'],
    ['/watch/2026/v/', 'v'],
    ['/none/', null],
    ['/', null],
    ['//b/', null],
    ['b', 'b'],
    ['b.md', 'b'],
    ['../es/b.md', 'b'],
  ])('leads %j to %j', (url, expected) => {
    expect(targetOf(config, state, 'en/a.md', url)).toBe(expected)
  })

  it('leads from a translation to the source of a page that has no translation', () => {
    expect(targetOf(config, state, 'es/a.md', 'b.md')).toBe('b')
  })
})

describe('linkTargets of links written from pages', () => {
  const config = configOf(`
source: { languages: [en, tr] }
collections:
  - { type: article, files: 'en/{slug...}.md', translations: '{language}/{slug...}.md' }
`)
  const state = stateOf([
    item('nodes', { path: 'en/nodes.md' }),
    item('cluster', { path: 'en/cluster.md' }),
    item('index', { path: 'en/index.md' }),
    item('deep', { path: 'en/cluster/deep/index.md' }),
    item('readme', { path: 'en/cluster/README.md' }),
  ])
  it.each([
    ['to the page beside its own', 'tr/nodes.md', '../cluster/', 'cluster'],
    ['also without a slash, and to an anchor', 'en/nodes.md', '../cluster#a.b', 'cluster#a.b'],
    ['to a page that is a directory', 'en/nodes.md', '../cluster/deep/', 'deep'],
    ['to another language', 'tr/nodes.md', '../../en/cluster/', 'cluster'],
    ['not to a page that is not there', 'tr/nodes.md', '../clusters/', null],
    ['not by the name of a file', 'tr/nodes.md', '../cluster.md', null],
    ['not from an index, whose page is its directory', 'en/index.md', '../cluster/', null],
    ['nor from its translation', 'tr/index.md', '../cluster/', null],
    ['nor from a README', 'en/cluster/README.md', '../../cluster/', null],
    ['not out of the repository', 'en/nodes.md', '../../../../en/cluster/', null],
    ['not to another site', 'en/nodes.md', 'https://example.org/../cluster/', null],
  ])('leads %s', (_, from, url, expected) => {
    expect(targetOf(config, state, from, url)).toBe(expected)
  })

  it.each([
    ['/cluster/', 'cluster'],
    ['/cluster#a', 'cluster#a'],
    ['/cluster/deep/', 'deep'],
    ['/tr/cluster/', 'cluster'],
    ['/none/', null],
    ['/', null],
  ])('leads by the address %s to %s, where no pattern says how they are made', (url, expected) => {
    expect(targetOf(config, state, 'tr/nodes.md', url)).toBe(expected)
  })

  it('leads from the file where both are there', () => {
    const both = stateOf([
      item('inner', { path: 'en/a/b.md' }),
      item('outer', { path: 'en/b.md' }),
      item('from', { path: 'en/a/x.md' }),
    ])
    expect(targetOf(config, both, 'en/a/x.md', '../b/')).toBe('outer')
    expect(targetOf(config, both, 'en/a/x.md', '../../b/')).toBe('outer')
  })
})

describe('linkTargets by addresses with languages', () => {
  const config = configOf(`
source: { languages: [en, pt-br] }
collections:
  - { type: article, files: 'docs/{slug}.md', translations: 'docs/{slug}.{language}.md', url: '/wiki/{slug}/' }
  - { type: video, files: 'v/{slug}.md', translations: 'w/{language}/{slug}.md', url: '/{language}/watch/{slug...}/' }
`)
  const state = stateOf([
    item('a', { path: 'docs/a.md' }),
    item('v', { path: 'v/v.md', type: 'video' }),
  ])
  const target = linkTargets(state, { config, classify: classifier(config), record: () => null })
  it.each([
    ['/wiki/a/', 'docs/a.md'],
    ['/pt-br/wiki/a/', 'docs/a.pt-br.md'],
    ['/docs/a.md', 'docs/a.md'],
    ['/docs/a', 'docs/a.md'],
    ['/en/watch/v/', 'v/v.md'],
    ['/pt-BR/watch/v', 'w/pt-BR/v.md'],
    ['/fr/wiki/a/', undefined],
    ['/en/watch/v/v/', undefined],
  ])('leads %s to %s', (url, expected) => {
    expect(target('docs/a.md', url)?.path).toBe(expected)
  })
})
