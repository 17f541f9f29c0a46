import { describe, expect, it } from 'vitest'
import { classifier } from '../src/classify.ts'
import type { Config } from '../src/config.ts'
import { academy, configOf } from './support/replay.ts'

const roleOf = (config: Config, path: string): string => {
  const role = classifier(config)(path)
  switch (role.kind) {
    case 'item':
      return `${role.collection.name} ${role.slug}`
    case 'translation':
      return `${role.collection.name} [${role.language}] of ${role.sourcePath}`
    case 'pillar':
      return `pillar ${role.pillar}`
    case 'course':
      return `course ${role.pillar}/${role.course}`
    default:
      return role.kind
  }
}

describe('classifier', () => {
  it.each([
    ['p/c/a/index.md', 'lesson p/c/a'],
    ['p/c/a/index.es.md', 'lesson [es] of p/c/a/index.md'],
    ['p/c/a/index.pt-BR.md', 'lesson [pt-BR] of p/c/a/index.md'],
    ['p/c/a/index.pt-br.md', 'lesson [pt-BR] of p/c/a/index.md'],
    ['p/c/a/index.PT-br.md', 'lesson [pt-BR] of p/c/a/index.md'],
    ['p/c/a/index.fr.md', 'other'],
    ['p/c/a/index.en.md', 'other'],
    ['p/c/a/index.no language.md', 'other'],
    ['p/c/index.md', 'other'],
    ['p/c/a/b/index.md', 'other'],
    ['p/c/a/track.png', 'other'],
    ['p/pillar.yaml', 'pillar p'],
    ['p/c/course.yaml', 'course p/c'],
    ['pillar.yaml', 'other'],
    ['course.yaml', 'other'],
    ['p/c/pillar.yaml', 'other'],
    ['p/c/a/course.yaml', 'other'],
    ['authors.yaml', 'authors'],
    ['p/authors.yaml', 'other'],
    ['redirects.yaml', 'redirects'],
    ['p/redirects.yaml', 'other'],
    ['.mailmap', 'mailmap'],
    ['p/.mailmap', 'other'],
  ])('takes %s of an academy for %s', (path, expected) => {
    expect(roleOf(academy, path)).toBe(expected)
  })

  const pages = configOf(`
source: { languages: [en, es, zh-cn] }
collections:
  - { type: article, files: 'en/{slug...}.md', translations: '{language}/{slug...}.md' }
  - { type: document, files: 'es/legal/{slug}.md' }
  - { type: video, files: 'en/videos/{slug}.md' }
`)
  it.each([
    ['en/a.md', 'article a'],
    ['en/big game/elk/a.md', 'article big game/elk/a'],
    ['es/big game/elk/a.md', 'article [es] of en/big game/elk/a.md'],
    ['zh-cn/a.md', 'article [zh-CN] of en/a.md'],
    ['zh-CN/a.md', 'article [zh-CN] of en/a.md'],
    ['fr/a.md', 'other'],
    ['es/legal/terms.md', 'document terms'],
    ['es/legal/old/terms.md', 'article [es] of en/legal/old/terms.md'],
    ['en/videos/v.md', 'article videos/v'],
    ['a.md', 'other'],
    ['en/redirects.yaml', 'redirects'],
    ['es/legal/redirects.yaml', 'redirects'],
    ['es/redirects.yaml', 'other'],
  ])(
    'takes %s of nested pages for %s: items first, then the earlier collection',
    (path, expected) => {
      expect(roleOf(pages, path)).toBe(expected)
    },
  )

  const within = configOf(`
source: { languages: [en, es] }
collections:
  - { type: article, files: 'docs/{slug...}.md', translations: 'docs/{slug...}.{language}.md' }
  - { type: lesson, files: 'site/{slug...}.md', translations: 'site/{language}/{slug...}.md' }
`)
  it.each([
    ['docs/a/b.md', 'article a/b'],
    ['docs/a/b.es.md', 'article [es] of docs/a/b.md'],
    ['docs/a/b.en.md', 'article a/b.en'],
    ['docs/a/b.it.md', 'article a/b.it'],
    ['site/a/b.md', 'lesson a/b'],
    ['site/es/a/b.md', 'lesson [es] of site/a/b.md'],
    ['site/en/a/b.md', 'lesson en/a/b'],
    ['site/es.md', 'lesson es'],
  ])('takes %s, whose pattern for sources matches translations too, for %s', (path, expected) => {
    expect(roleOf(within, path)).toBe(expected)
  })

  it('gives the same answer each time', () => {
    const classify = classifier(academy)
    expect(classify('p/c/a/index.md')).toEqual(classify('p/c/a/index.md'))
  })
})
