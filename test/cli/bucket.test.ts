import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Image, LessonDocument } from '../../src/contracts/lesson-document.ts'
import type { Part, Pointer, Redirects, Release } from '../../src/contracts/manifest.ts'
import { schemaNamed } from '../contracts/contracts.ts'
import { schemaProblems } from '../contracts/schema-problems.ts'
import { hmaJson, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

type Found = { readonly language: string; readonly slug: string; readonly document: LessonDocument }

let source: TestRepository

beforeAll(async () => {
  source = await createRepository({
    'hma-content.yaml': `version: 1
source: { languages: [en, es] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
`,
    'content/hunt/wind/thermals/index.md': `---
title: Thermals
---
# Thermals

Cold air sinks. See [stands](../stands/index.md#where-to-sit).

![Air on a slope](slope.png)
`,
    'content/hunt/wind/thermals/slope.png': await sharp({
      create: { width: 900, height: 600, channels: 3, background: 'teal' },
    })
      .png()
      .toBuffer(),
    'content/hunt/wind/thermals/index.es.md':
      '---\ntitle: Térmicas\n---\n# Térmicas\n\nBaja.\n\n![Aire](slope.png)\n',
    'content/hunt/wind/places/index.md':
      '---\ntitle: Stands\n---\n# Stands\n\n## Where to sit\n\nDownwind of the trail.\n',
  })
  await source.commit()
  await source.move('content/hunt/wind/places', 'content/hunt/wind/stands')
  await source.commit()
  await seedState(source.directory)
  await hmaJson(source.directory, ['publish'])
})

afterAll(() => source.dispose())

/** An object of the bucket as any reader of plain files gets it. */
const bytesOf = (key: string): Promise<Buffer> =>
  readFile(join(source.directory, '.hma-content/bucket', key))

const read = async <T>(key: string): Promise<T> => JSON.parse(String(await bytesOf(key))) as T

/** Every document that can be reached from `releases/current.json`. */
const followManifest = async (): Promise<readonly Found[]> => {
  const current = await read<Pointer>('releases/current.json')
  const root = await read<Release>(current.root)
  expect(root.commit).toBe(current.commit)
  expect((await read<Redirects>(root.redirects)).redirects).toMatchObject([
    { slug: 'hunt/wind/places' },
  ])
  const found: Found[] = []
  for (const { key, count } of root.parts) {
    const { language, items } = await read<Part>(key)
    expect(items).toHaveLength(count)
    for (const { id, slug, document } of items) {
      const lesson = await read<LessonDocument>(document)
      expect(lesson.id).toBe(id)
      found.push({ language, slug, document: lesson })
    }
  }
  return found
}

describe('the bucket', () => {
  it('leads from releases/current.json to a document of every lesson in every language', async () => {
    const found = (await followManifest()).map(({ language, slug }) => `${language} ${slug}`)
    expect(found.toSorted()).toEqual([
      'en hunt/wind/stands',
      'en hunt/wind/thermals',
      'es hunt/wind/thermals',
    ])
  })

  it.each([
    // The pointer, a root, a part for each language, the hierarchy, the redirects.
    ['releases', 'manifest', 6],
    ['lessons', 'lesson-document', 3],
  ])('holds %s as the schema of a %s says', async (room, schema, count) => {
    const names = await readdir(join(source.directory, '.hma-content/bucket', room))
    expect(names).toHaveLength(count)
    for (const name of names) {
      expect(schemaProblems(schemaNamed(schema), await read(`${room}/${name}`)), name).toEqual([])
    }
  })

  it('holds every picture that a document names, in the format and size it says', async () => {
    const pictures = (await followManifest()).flatMap(({ document }) =>
      Object.values(document.media).filter((medium): medium is Image => medium.kind === 'image'),
    )
    expect(pictures).toHaveLength(2)
    const outputs = pictures.flatMap(({ outputs, thumbnail }) => [...outputs, thumbnail])
    for (const { key, size, format, width } of outputs) {
      const bytes = await bytesOf(key)
      const decoded = await sharp(bytes).metadata()
      expect(bytes.byteLength).toBe(size)
      expect({
        format: decoded.format === 'heif' ? 'avif' : decoded.format,
        width: decoded.width,
      }).toEqual({ format, width })
    }
  })

  it('holds links to other lessons by id, whatever their place', async () => {
    const found = await followManifest()
    const named = (slug: string) =>
      found.find((one) => one.slug === slug && one.language === 'en')?.document
    const stands = named('hunt/wind/stands')
    expect(named('hunt/wind/thermals')?.html).toContain(`href="hma:${stands?.id}#where-to-sit"`)
  })
})
