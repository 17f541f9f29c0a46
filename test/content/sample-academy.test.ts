import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import GithubSlugger from 'github-slugger'
import { load as parseYaml } from 'js-yaml'
import type { Heading, Image, Link, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { textOf } from '../../src/lesson/text-of.ts'
import { schemaNamed } from '../contracts/contracts.ts'
import { schemaProblems } from '../contracts/schema-problems.ts'

const root = join(import.meta.dirname, '../..')
const files = readdirSync(join(root, 'content'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('content', name))
  .filter((path) => statSync(join(root, path)).isFile())
const lessons = files.filter((path) => path.endsWith('/index.md'))
const translations = files.filter((path) => /\/index\.[a-z]+\.md$/.test(path))
const markdown = [...lessons, ...translations]

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const blobOf = (path: string): string =>
  execFileSync('git', ['hash-object', path], { cwd: root, encoding: 'utf8' }).trim()

const split = (path: string): { readonly front: JsonObject; readonly tree: Root } => {
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(path)) ?? []
  return {
    front: parseYaml(front) as JsonObject,
    tree: unified().use(remarkParse).use(remarkGfm).parse(body),
  }
}

const anchorsOf = (path: string): readonly string[] => {
  const slugger = new GithubSlugger()
  const anchors: string[] = []
  visit(split(path).tree, 'heading', (heading: Heading) => {
    const text = textOf(heading)
    anchors.push(/\{#([\w-]+)\}$/.exec(text)?.[1] ?? slugger.slug(text))
  })
  return anchors
}

const brokenLinks = (path: string): readonly string[] => {
  const broken: string[] = []
  visit(split(path).tree, ['link', 'image'], (node) => {
    const { url } = node as Link | Image
    const [target = '', anchor] = url.split('#')
    const file = target === '' ? path : normalize(join(dirname(path), target))
    if (!existsSync(join(root, file))) broken.push(url)
    else if (anchor !== undefined && !anchorsOf(file).includes(anchor)) broken.push(url)
  })
  return broken
}

describe('the sample academy', () => {
  it('has 33 lessons in twelve courses of five pillars, six in Spanish and three in French', () => {
    expect(lessons).toHaveLength(33)
    expect(files.filter((path) => path.endsWith('/course.yaml'))).toHaveLength(12)
    expect(files.filter((path) => path.endsWith('/pillar.yaml'))).toHaveLength(5)
    expect(translations.filter((path) => path.endsWith('.es.md'))).toHaveLength(6)
    expect(translations.filter((path) => path.endsWith('.fr.md'))).toHaveLength(3)
  })

  it.each(lessons)('%s has front matter that its schema accepts', (path) => {
    expect(schemaProblems(schemaNamed('lesson'), split(path).front)).toEqual([])
  })

  it.each(translations)('%s has front matter that need not repeat what its source says', (path) => {
    const { required: _, ...schema } = schemaNamed('lesson')
    expect(schemaProblems(schema, split(path).front)).toEqual([])
  })

  it.each(['hma-content.yaml', ...files.filter((path) => path.endsWith('.yaml'))])(
    '%s is accepted by the schema that it names',
    (path) => {
      const named = /^# yaml-language-server: \$schema=(.+)\n/.exec(read(path))?.[1] ?? ''
      const schema = JSON.parse(read(join(dirname(path), named)))
      expect(schemaProblems(schema, parseYaml(read(path)))).toEqual([])
    },
  )

  it.each(markdown)('%s links only to pages, headings and pictures that exist', (path) => {
    expect(brokenLinks(path)).toEqual([])
  })

  it.each(markdown)('%s describes each of its pictures', (path) => {
    visit(split(path).tree, 'image', (image: Image) => {
      expect(image.alt?.length ?? 0).toBeGreaterThan(40)
    })
  })

  it('names only authors and prerequisites that exist, and gives no id twice', () => {
    const { authors } = parseYaml(read('content/authors.yaml')) as {
      readonly authors: readonly { readonly key: string }[]
    }
    const fronts = lessons.map((path) => split(path).front)
    const slugs = lessons.map((path) => dirname(path).replace('content/', ''))
    expect(authors.map(({ key }) => key)).toEqual(
      expect.arrayContaining(markdown.map((path) => String(split(path).front.author))),
    )
    expect(slugs).toEqual(
      expect.arrayContaining(fronts.flatMap((front) => front.prerequisites as readonly string[])),
    )
    expect(new Set(fronts.map((front) => front.id)).size).toBe(lessons.length)
  })

  it('asks for no lesson that asks, through others, for itself', () => {
    const asked = new Map(
      lessons.map((path) => [
        dirname(path).replace('content/', ''),
        split(path).front.prerequisites as readonly string[],
      ]),
    )
    const allBefore = (slug: string): ReadonlySet<string> => {
      const found = new Set(asked.get(slug))
      for (const next of found) for (const further of asked.get(next) ?? []) found.add(further)
      return found
    }
    expect([...asked.keys()].filter((slug) => allBefore(slug).has(slug))).toEqual([])
  })

  it('has translations of the current English text and of an earlier text', () => {
    const stamps = translations.map((path) => [
      path.split('/').slice(-2).join('/'),
      split(path).front.source_blob === blobOf(path.replace(/index\.[a-z]+\.md$/, 'index.md')),
    ])
    expect(Object.fromEntries(stamps)).toEqual({
      'treestand-harness-safety/index.es.md': true,
      'firearm-safety-rules/index.es.md': true,
      'scent-control/index.es.md': true,
      'field-dressing/index.es.md': true,
      'tracking-dogs/index.fr.md': true,
      'trail-cameras/index.fr.md': true,
      'after-the-shot/index.es.md': false,
      'glassing/index.es.md': false,
      'still-hunting/index.fr.md': false,
    })
  })

  it('stays small enough to be cloned without Git LFS', () => {
    const sizes = files.map((path) => statSync(join(root, path)).size)
    expect(Math.max(...sizes)).toBeLessThan(150_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000)
  })
})
