import { readFileSync } from 'node:fs'
import ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { sha256, uuidOf } from '../../src/identifier.ts'
import type { Lesson } from '../../src/lesson/lesson.ts'
import { type Rendition, renditionOutput } from '../../src/media/rendition.ts'
import { type DocumentInput, lessonDocument } from '../../src/publish/document.ts'
import type { MediaEntry } from '../../src/publish/lesson-html.ts'

const markdown = unified().use(remarkParse).use(remarkGfm)

const lessonOf = (tree: Root): Lesson => ({
  fields: {
    ...{
      id: null,
      slug: null,
      title: 'Calling',
      description: null,
      draft: false,
      tags: [],
      author: null,
    },
    ...{ reviewer: null, difficulty: null, durationMinutes: null, order: null, objectives: [] },
    ...{ prerequisites: [], publishAt: null, unpublishAt: null, sourceBlob: null },
  },
  metadata: { title: 'Calling' },
  tree,
  outline: [
    { depth: 0, title: '', anchor: '', digest: 'd1:0', words: 3 },
    { depth: 2, title: 'Elk', anchor: 'elk', digest: 'd1:1', words: 40 },
  ],
  links: [],
  structure: { code: 0, divisions: [], quizzes: [], placeholders: [] },
  places: {},
  digest: 'd1:2',
  sourceDigest: 'd1:3',
})

const rendition: Rendition = {
  schema: 1,
  encoder: 'sharp 0, libvips 0',
  width: 2000,
  height: 1000,
  color: '#5a6b48',
  placeholder: 'data:image/webp;base64,UklGRiQAAABXRUJQ',
  outputs: (['avif', 'jpeg'] as const).flatMap((format) =>
    [640, 1280].map((width) =>
      renditionOutput(format, { width, height: width / 2 }, Buffer.from(`${format}${width}`)),
    ),
  ),
  thumbnail: renditionOutput('webp', { width: 320, height: 160 }, Buffer.from('thumbnail')),
}
const film = { key: `videos/${sha256('v')}.mp4`, contentType: 'video/mp4', size: 1 }
const mediaByUrl = new Map<string, MediaEntry>([
  ['elk.jpg', { kind: 'image', rendition }],
  [
    'call.mp4',
    { kind: 'file', file: film, facts: { duration: 94.5, width: 640 }, poster: rendition },
  ],
])

const inputOf = (tree: Root, changes: Partial<DocumentInput> = {}): DocumentInput => ({
  lesson: lessonOf(tree),
  id: uuidOf('lesson', 'a'),
  type: 'lesson',
  language: 'en',
  version: '1.2.0',
  commit: null,
  frontMatter: { title: 'Calling' },
  resolveLink: (url) => (url === '../deer/index.md#range' ? 'hma:0c1d#range' : null),
  resolveMedia: (url) => mediaByUrl.get(url) ?? null,
  ...changes,
})
const documentOf = (input: DocumentInput) =>
  JSON.parse(Buffer.from(lessonDocument(input).body).toString())
const schema = JSON.parse(
  readFileSync(new URL('../../schemas/lesson-document.schema.json', import.meta.url), 'utf8'),
)
const validator = new ajv.Ajv2020({ allErrors: true })
formats.default(validator)
const validate = validator.compile(schema)

describe('lessonDocument', () => {
  const everything = markdown.parse(
    '# Elk\n\n![an elk](elk.jpg) [film](call.mp4) [deer](../deer/index.md#range)',
  )

  it('fits its JSON Schema', () => {
    for (const commit of [null, 'a'.repeat(40)]) {
      expect(validate(documentOf(inputOf(everything, { commit })))).toBe(true)
    }
    expect(validate({ ...documentOf(inputOf(everything)), slug: 'x' })).toBe(false)
  })

  it('is canonical and named after its bytes', () => {
    const { key, body } = lessonDocument(inputOf(everything))
    expect(key).toBe(`lessons/${sha256(body)}.json`)
    expect(lessonDocument(inputOf(everything)).key).toBe(key)
    const text = Buffer.from(body).toString()
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(text)).sort())
    expect(text).not.toContain('digest')
  })

  it('names the headings and the media by the URLs as written', () => {
    const found = documentOf(inputOf(everything))
    expect(found.outline).toEqual([{ depth: 2, title: 'Elk', anchor: 'elk', words: 40 }])
    expect(Object.keys(found.media)).toEqual(['call.mp4', 'elk.jpg'])
    expect(found.media['call.mp4']).toMatchObject({
      ...{ kind: 'file', ...film, duration: 94.5, width: 640 },
      poster: { kind: 'image', color: '#5a6b48', outputs: rendition.outputs },
    })
  })

  it('leaves the tree as it was', () => {
    const tree = markdown.parse('![a](elk.jpg) [x](javascript:x) [r][]\n\n[r]: call.mp4')
    const before = structuredClone(tree)
    lessonDocument(inputOf(tree))
    expect(tree).toEqual(before)
  })
})
