import { describe, expect, it } from 'vitest'
import { filesAt, guessOf, linesOf } from './proposal.ts'

const layouts: readonly (readonly [name: string, paths: string, expected: string])[] = [
  [
    'lessons side by side',
    `README.md
     01-basics.md
     02-setup.md
     CODE_OF_CONDUCT.md
     fig/setup.png`,
    `
  language: en
collections:
  - type: lesson
    files: "{slug}.md"
`,
  ],
  [
    'pillars and courses',
    `content/wind/pillar.yaml
     content/wind/basics/course.yaml
     content/wind/basics/thermals/index.md
     content/wind/basics/thermals/index.es.md
     content/wind/basics/thermals/index.fr.md
     content/wind/basics/stands/index.md
     content/wind/basics/stands/index.es.md
     README.md`,
    `
  language: en
  languages: [en, es, fr]
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
`,
  ],
  [
    'courses with files of several types, and a page beside them',
    `content/wind/pillar.yaml
     content/about.md
     content/wind/basics/clip/video.md
     content/wind/basics/stands/index.md
     content/wind/basics/stands/index.es.md
     content/wind/basics/thermals/index.md
     content/wind/basics/check/lesson.md`,
    `
  language: en
  languages: [en, es]
collections:
  - type: video
    files: content/{pillar}/{course}/{slug}/video.md
    translations: content/{pillar}/{course}/{slug}/video.{language}.md
  - type: lesson
    name: content
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
  - type: lesson
    name: content-2
    files: content/{pillar}/{course}/{slug}/lesson.md
    translations: content/{pillar}/{course}/{slug}/lesson.{language}.md
`,
  ],
  [
    'one directory for each language',
    `en/_index.md
     en/abstraction.md
     en/cloud.md
     en/contribute/_index.md
     it/_index.md
     it/cloud.md
     pt-br/abstraction.md
     pt-br/cloud.md
     pt-br/gone.md`,
    `
  language: en
  languages: [en, it, pt-br]
collections:
  - type: lesson
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
`,
  ],
  [
    'a source that is not English',
    `docs/de/a.md
     docs/de/b/c.md
     docs/de/d.md
     docs/en/a.md
     docs/en/b/c.md`,
    `
  language: de
  languages: [de, en]
collections:
  - type: lesson
    files: docs/de/{slug...}.md
    translations: docs/{language}/{slug...}.md
`,
  ],
  [
    'nested documentation',
    `README.md
     docs/README.md
     docs/intro.md
     docs/guide/first.md
     docs/guide/deeper/second.md`,
    `
  language: en
collections:
  - type: lesson
    files: docs/{slug...}.md
`,
  ],
  [
    'posts of Jekyll',
    `_posts/2024-01-02-hello.md
     _posts/2024-02-03-again.md
     _drafts/later.md
     _layouts/post.html
     about.md
     index.md`,
    `
  language: en
collections:
  - type: article
    files: _posts/{slug}.md
  - type: lesson
    files: "{slug}.md"
`,
  ],
  [
    'bundles of Hugo',
    `archetypes/default.md
     content/_index.md
     content/posts/_index.md
     content/posts/first/index.md
     content/posts/first/index.es.md
     content/about/index.md
     content/about/index.es.md`,
    `
  language: en
  languages: [en, es]
collections:
  - type: lesson
    files: content/{slug...}/index.md
    translations: content/{slug...}/index.{language}.md
`,
  ],
  [
    'pages of Hugo that name both languages',
    `content/about.en.md
     content/about.es.md
     content/guide/first.en.md
     content/guide/first.es.md
     content/guide/second.en.md`,
    `
  language: en
  languages: [en, es]
collections:
  - type: lesson
    files: content/{slug...}.en.md
    translations: content/{slug...}.{language}.md
`,
  ],
  [
    'directories called by the languages',
    `content/english/a.md
     content/english/b/c.md
     content/spanish/a.md`,
    `
  language: en
collections:
  - type: lesson
    files: content/english/{slug...}.md
`,
  ],
  [
    'Docusaurus',
    `docs/intro.md
     docs/guide/first.md
     blog/2024-welcome.md
     versioned_docs/version-1.0/intro.md
     i18n/es/docusaurus-plugin-content-docs/current/intro.md
     i18n/es/docusaurus-plugin-content-docs/current/guide/first.md
     i18n/fr/docusaurus-plugin-content-docs/current/intro.md
     i18n/fr/docusaurus-plugin-content-blog/2024-welcome.md`,
    `
  language: en
  languages: [en, es, fr]
collections:
  - type: lesson
    files: docs/{slug...}.md
    translations: i18n/{language}/docusaurus-plugin-content-docs/current/{slug...}.md
  - type: article
    files: blog/{slug}.md
    translations: i18n/{language}/docusaurus-plugin-content-blog/{slug}.md
`,
  ],
  [
    'MkDocs with languages in names',
    `mkdocs.yml
     docs/index.md
     docs/index.es.md
     docs/guide/first.md
     docs/guide/first.es.md
     docs/guide/node.js.md`,
    `
  language: en
  languages: [en, es]
collections:
  - type: lesson
    files: docs/{slug...}.md
    translations: docs/{slug...}.{language}.md
`,
  ],
  [
    'Starlight',
    `src/content/docs/index.md
     src/content/docs/guides/first.md
     src/content/docs/guides/second.md
     src/content/docs/reference/api.md
     src/content/docs/es/index.md
     src/content/docs/es/guides/first.md
     src/content/docs/fr/reference/api.md`,
    `
  language: en
  languages: [en, es, fr]
collections:
  - type: lesson
    files: src/content/docs/{slug...}.md
    translations: src/content/docs/{language}/{slug...}.md
`,
  ],
  [
    'collections of Astro',
    `src/content/docs/a.md
     src/content/docs/b/c.md
     src/content/blog/hello.md`,
    `
  language: en
collections:
  - type: article
    files: src/content/blog/{slug}.md
  - type: lesson
    files: src/content/docs/{slug...}.md
`,
  ],
  [
    'words that are codes of languages too',
    `docs/it/setup.md
     docs/no/return.md
     docs/ts/setup.md
     docs/python/setup.md
     docs/cs/setup.md`,
    `
  language: en
collections:
  - type: lesson
    files: docs/{slug...}.md
`,
  ],
  [
    'lessons called like languages',
    `content/index.md
     content/it/index.md
     content/no/index.md
     content/wind/index.md`,
    `
  language: en
collections:
  - type: lesson
    files: content/{slug}/index.md
`,
  ],
  [
    'chapters at the top',
    ['README.md', ...[1, 2, 3, 4, 5, 6, 7].map((number) => `chapter-${number}/lesson.md`)].join(
      '\n',
    ),
    `
  language: en
collections:
  - type: lesson
    files: "{slug}/lesson.md"
`,
  ],
  [
    'languages beside many other directories',
    `en/a.md
     es/a.md
     b/a2.md
     c/a3.md
     d/a4.md
     e/a5.md
     f/a6.md
     g/a7.md
     h/a8.md`,
    `
  language: en
  languages: [en, es]
collections:
  - type: lesson
    name: en
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
${[...'bcdefgh'].map((name) => `  - type: lesson\n    name: ${name}\n    files: ${name}/{slug}.md\n`).join('')}`,
  ],
  [
    'two directories with lessons of one name',
    `basics/intro.md
     basics/wind.md
     advanced/intro.md`,
    `
  language: en
collections:
  - type: lesson
    files: "{section}/{slug}.md"
`,
  ],
  [
    'texts that end in .markdown',
    `_posts/a.markdown
     _posts/b.markdown
     _posts/c.md`,
    `
  language: en
collections:
  - type: article
    files: _posts/{slug}.markdown
`,
  ],
  [
    'two collections of one type',
    `lessons/a.md
     exercises/b/one.md
     exercises/b/two.md
     exercises/c.md`,
    `
  language: en
collections:
  - type: lesson
    name: exercises
    files: exercises/{slug...}.md
  - type: lesson
    name: lessons
    files: lessons/{slug}.md
`,
  ],
]

describe('the configuration proposed for', () => {
  it.each(layouts)('%s', (_, paths, expected) => {
    expect(linesOf(guessOf(filesAt(paths)))).toBe(expected.trimStart().replace(/^/, '  '))
  })
})

it('takes directories for pillars and courses where it is told that they are', () => {
  const files = filesAt('content/wind/basics/thermals/index.md\ncontent/sign/tracks/deer/index.md')
  expect(guessOf(files).collections[0]?.files).toBe('content/{slug...}/index.md')
  expect(guessOf(files, { isAcademy: true }).collections[0]?.files).toBe(
    'content/{pillar}/{course}/{slug}/index.md',
  )
})

it('takes the site’s word for the language, and guesses none where English is a translation', () => {
  const files = filesAt('docs/a.md\ndocs/a.en.md')
  expect(guessOf(files, { siteLanguage: 'fr' }).layout.languages).toEqual(['fr', 'en'])
  expect(guessOf(files).layout).toMatchObject({ language: 'und', isLanguageKnown: false })
})

it('finds nothing where there are no lessons', () => {
  const files = filesAt(
    'README.md\n.github/ISSUE.md\nnode_modules/a/b.md\nsrc/a.ts\nCHANGELOG.es.md',
  )
  expect(guessOf(files).collections).toEqual([])
})
