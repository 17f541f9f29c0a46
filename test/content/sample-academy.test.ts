import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import GithubSlugger from 'github-slugger'
import { load as parseYaml } from 'js-yaml'
import type { Heading, Image, Link, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { describe, expect, it } from 'vitest'
import type { LessonFrontMatter } from '../../src/contracts/lesson.ts'
import { contentTypes } from '../../src/lesson/lesson.ts'
import { textOf } from '../../src/lesson/text-of.ts'
import { mediaType } from '../../src/media/media-type.ts'
import { schemaNamed } from '../contracts/contracts.ts'
import { schemaProblems } from '../contracts/schema-problems.ts'

const root = join(import.meta.dirname, '../..')
const files = readdirSync(join(root, 'content'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('content', name))
  .filter((path) => statSync(join(root, path)).isFile())
const markdown = files.filter((path) => path.endsWith('.md'))
const items = markdown.filter((path) => /\/\w+\.md$/.test(path))
const translations = markdown.filter((path) => /\/\w+\.\w+\.md$/.test(path))

/** A file is called after the type of its item; only lessons, of which there are most, are called `index.md`. */
const typeOf = (path: string): string => {
  const [name = ''] = basename(path).split('.')
  return name === 'index' ? 'lesson' : name
}
const itemsOf = (type: string) => items.filter((path) => typeOf(path) === type)

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const blobOf = (path: string): string =>
  execFileSync('git', ['hash-object', path], { cwd: root, encoding: 'utf8' }).trim()

// Of the other types only keys that lessons have too are looked at here.
type FrontMatter = Partial<LessonFrontMatter>

const split = (path: string): { readonly front: FrontMatter; readonly tree: Root } => {
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(path)) ?? []
  return {
    front: parseYaml(front) as FrontMatter,
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
  it('has 33 lessons in twelve courses of five pillars, and an item of each other type', () => {
    expect(itemsOf('lesson')).toHaveLength(33)
    for (const type of contentTypes.slice(1)) expect(itemsOf(type), type).toHaveLength(1)
    expect(items).toHaveLength(33 + 5)
    expect(files.filter((path) => path.endsWith('/course.yaml'))).toHaveLength(12)
    expect(files.filter((path) => path.endsWith('/pillar.yaml'))).toHaveLength(5)
  })

  it('has seven texts in Spanish and three in French', () => {
    expect(translations.filter((path) => path.endsWith('.es.md'))).toHaveLength(7)
    expect(translations.filter((path) => path.endsWith('.fr.md'))).toHaveLength(3)
  })

  it.each(items)('%s has front matter that its schema accepts', (path) => {
    expect(schemaProblems(schemaNamed(typeOf(path)), split(path).front)).toEqual([])
  })

  it.each(translations)('%s has front matter that need not repeat what its source says', (path) => {
    const { required: _, ...schema } = schemaNamed(typeOf(path))
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
    const fronts = items.map((path) => split(path).front)
    const slugs = items.map((path) => dirname(path).replace('content/', ''))
    expect(authors.map(({ key }) => key)).toEqual(
      expect.arrayContaining(markdown.map((path) => String(split(path).front.author))),
    )
    expect(slugs).toEqual(
      expect.arrayContaining(fronts.flatMap((front) => front.prerequisites ?? [])),
    )
    expect(new Set(fronts.map((front) => front.id)).size).toBe(items.length)
  })

  it('asks for no lesson that asks, through others, for itself', () => {
    const asked = new Map(
      items.map((path) => [
        dirname(path).replace('content/', ''),
        split(path).front.prerequisites ?? [],
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
      split(path).front.source_blob === blobOf(path.replace(/\.\w+\.md$/, '.md')),
    ])
    expect(Object.fromEntries(stamps)).toEqual({
      'grunt-rhythm/audio.es.md': true,
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

  it.each([
    ['video', 'rows.mp4', 'video/mp4'],
    ['audio', 'grunts.mp3', 'audio/mpeg'],
    ['document', 'check-list.pdf', 'application/pdf'],
  ])('has a %s whose text links to %s, which is what its ending says', (type, name, expected) => {
    const [path = ''] = itemsOf(type)
    const urls: string[] = []
    visit(split(path).tree, 'link', ({ url }: Link) => {
      urls.push(url)
    })
    expect(urls).toContain(name)
    const file = join(dirname(path), name)
    expect(mediaType(file, readFileSync(join(root, file)))).toMatchObject({
      contentType: expected,
      published: 'original',
    })
  })

  it('has quizzes in two lessons and in the interactive item, each with right answers and wrong ones', () => {
    const quizzes = markdown.flatMap((path) =>
      [...read(path).matchAll(/^::: quiz\n([\s\S]*?)^:::$/gm)].map(([, quiz = '']) => ({
        path,
        right: quiz.match(/^- \[x\] /gm)?.length ?? 0,
        wrong: quiz.match(/^- \[ \] /gm)?.length ?? 0,
      })),
    )
    expect(new Set(quizzes.map(({ path }) => typeOf(path)))).toEqual(
      new Set(['lesson', 'interactive']),
    )
    expect(quizzes).toHaveLength(2 + 6)
    for (const { path, right, wrong } of quizzes)
      expect(Math.min(right, wrong), path).toBeGreaterThan(0)
  })

  it('stays small enough to be cloned without Git LFS', () => {
    const sizes = files.map((path) => statSync(join(root, path)).size)
    expect(Math.max(...sizes)).toBeLessThan(150_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000)
  })
})
