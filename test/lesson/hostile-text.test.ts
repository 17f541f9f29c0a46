import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { lessonHtml } from '../../src/publish/lesson-html.ts'
import { patience, runsOf } from '../properties/runs.ts'
import { hostileBytes } from './hostile-text.ts'
import { foreignShape, read, schemaShape } from './reading.ts'

const schemaFile = new URL('../../schemas/lesson.schema.json', import.meta.url)
const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as JsonObject
const shapes = [foreignShape(), schemaShape(schema), schemaShape(schema, 'translation')]

const good = '---\ntitle: Wind\ntags: [deer]\n---\n\n# Wind\n\nWatch *the* [grass](grass.md).\n'
const goodAlone = shapes.map((shape) => read(good, shape))

/** Milliseconds within which any file is read: many times what the slowest takes. */
const bound = 2_500

it(
  'a file of any bytes is read in bounded time and the same twice, and leaves no trace in the next',
  { timeout: patience },
  () =>
    fc.assert(
      fc.property(hostileBytes, fc.constantFrom(...shapes), (bytes, shape) => {
        const started = performance.now()
        const reading = readLesson(bytes, shape)
        expect(performance.now() - started).toBeLessThan(bound)
        expect(readLesson(bytes, shape)).toEqual(reading)
        expect(shapes.map((other) => read(good, other))).toEqual(goodAlone)
        expect(reading.lesson !== null || reading.findings.length > 0).toBe(true)
      }),
      runsOf(400),
    ),
)

it(
  'what is read of any bytes is text that a database keeps as it is, and is shown in bounded time',
  { timeout: patience },
  () =>
    fc.assert(
      fc.property(hostileBytes, fc.constantFrom(...shapes), (bytes, shape) => {
        const { lesson, findings } = readLesson(bytes, shape)
        const { tree, ...kept } = lesson ?? { tree: null }
        const stored = JSON.stringify([kept, findings])
        expect(stored).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/)
        if (tree === null) return
        const started = performance.now()
        const { html } = lessonHtml(tree, { resolveLink: () => null, resolveMedia: () => null })
        expect(performance.now() - started).toBeLessThan(bound)
        expect(html.isWellFormed() && !html.includes('\0')).toBe(true)
      }),
      runsOf(200),
    ),
)
