import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { foreignShape, read, schemaShape } from './reading.ts'

const shapes = [foreignShape(), schemaShape({ type: 'object', required: ['title'] })]
const piece = fc.constantFrom(
  '---\n',
  'title: a\n',
  ': ',
  '- ',
  '\n\n',
  '> ',
  '::: note\n',
  ':::\n',
  '![a](b){alt="c"}',
  '[a][b]',
  '[b]: c\n',
  '# H {#x}\n',
  '|a|\n|-|\n',
  '```\n',
  '*',
  '**',
  '`',
  '<',
  '&',
  '!x ',
  '{',
  '}',
  '"',
  '\\',
  '\r\n',
  'word ',
  '[^a]: ',
  '    ',
  '<<<<<<< a\n',
  '=======\n',
  '>>>>>>> b\n',
  '::: quiz\n- [ ] a\n- [x] b\n',
)

describe('reading a lesson', () => {
  it('never throws for any bytes and answers the same twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...shapes), (bytes, shape) => {
        expect(readLesson(bytes, shape)).toEqual(readLesson(bytes, shape))
      }),
      { numRuns: 300 },
    )
  })

  it('never throws for any text and answers the same twice', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 20 }).map((pieces) => `---\n${pieces.join('')}\n---\n`),
    )
    fc.assert(
      fc.property(text, fc.constantFrom(...shapes), (source, shape) => {
        expect(read(source, shape)).toEqual(read(source, shape))
      }),
      { numRuns: 600 },
    )
  })

  it('leaves no line of colons in any tree', () => {
    const line = fc.constantFrom(
      '::: a',
      ':::',
      '',
      'text',
      '- item',
      '> quote',
      '::::: {.b}',
      '| a |\n|---|',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
        const { lesson } = read(lines.join('\n'))
        expect(JSON.stringify(lesson?.tree)).not.toContain(':::')
      }),
      { numRuns: 300 },
    )
  })

  it('places findings without a path, in the order of the text', () => {
    const { findings } = read('[a](data:x)\n\n<b>\n\n[c](file:x)\n')
    expect(findings.map(({ line }) => line)).toEqual([1, 3, 5])
    expect(findings.some((finding) => 'path' in finding)).toBe(false)
  })
})
