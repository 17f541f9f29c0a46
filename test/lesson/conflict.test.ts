import { describe, expect, it } from 'vitest'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import { foreignShape, read, schemaShape } from './reading.ts'

const conflict = '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> gusts\n'
const front = '---\nid: 32f74431-065e-423b-b276-9d61dfeb19fa\ntitle: Wind\n---\n'
const shapes = [foreignShape(), schemaShape({ type: 'object', required: ['title'] })]

/** What is found under any shape, which must be the same. */
const found = (text: string): readonly string[] => {
  const [one = [], two] = shapes.map((shape) =>
    read(text, shape).findings.map(({ rule, severity, line }) => `${severity} ${rule} ${line}`),
  )
  expect(two).toEqual(one)
  return one
}

describe('a conflict that was not resolved', () => {
  it.each([
    ['in the text', `${front}# Wind\n\n${conflict}`, [7]],
    ['at the very start', conflict, [1]],
    [
      'around all of the front matter',
      `<<<<<<< a\n${front}=======\n${front}>>>>>>> b\n# Wind\n`,
      [1],
    ],
    ['in front matter', `---\ntitle: Wind\n${conflict}---\n# Wind\n`, [3]],
    [
      'from front matter into the text',
      '---\n<<<<<<< a\norder: 1\n---\nx\n=======\ntitle: A\n---\n>>>>>>> b\n',
      [2],
    ],
    ['with the common ancestor', '<<<<<<< a\nx\n||||||| 1a2b3c4\ny\n=======\nz\n>>>>>>> b\n', [1]],
    ['with CRLF', conflict.replaceAll('\n', '\r\n'), [1]],
    ['without labels', '<<<<<<<\nx\n=======\n>>>>>>>\n', [1]],
    ['twice', `${conflict}\nbetween\n\n${conflict}`, [1, 9]],
    ['begun again', `<<<<<<< a\n${conflict}`, [2]],
    ['in a list', `- one\n${conflict}- two\n`, [2]],
    [
      'between the fences of code',
      '```js\na\n```\n<<<<<<< a\n=======\n>>>>>>> b\n```js\n```\n',
      [4],
    ],
    // The fence of one side swallows the other; what opens outside of code is a conflict all the same.
    ['over the fence of some code', '<<<<<<< a\n```js\n=======\n```ts\n>>>>>>> b\nx\n```\n', [1]],
  ])('is all that is reported: %s', (_, text, lines) => {
    expect(found(text)).toEqual(lines.map((line) => `error CONFLICT_MARKER ${line}`))
  })

  it('is named by its first and last line', () => {
    expect(read(conflict).findings[0]?.message).toBe(
      'Expected text, got a conflict that was not resolved (lines 1 to 5).',
    )
  })

  it('in a YAML file is reported as such', () => {
    const { value, findings } = readYamlFile(Buffer.from(`title: Wind\n${conflict}`))
    expect(value).toBe(null)
    expect(findings).toMatchObject([{ rule: 'CONFLICT_MARKER', line: 2 }])
  })

  it.each([
    ['shown in a fence', `${front}~~~output\n${conflict}~~~\n`],
    [
      'shown in a fence of a list',
      `${front}- so:\n\n  ~~~\n${conflict.replace(/^/gm, '  ')}\n  ~~~\n`,
    ],
    ['shown in a fence that nobody closed', `${front}~~~\n${conflict}`],
    ['shown by an indent', `${front}text\n\n${conflict.replace(/^/gm, '    ')}`],
    ['quoted', `${front}${conflict.replace(/^/gm, '> ')}`],
    ['told of', `${front}Git writes \`<<<<<<< HEAD\`, then\n=======\nand \`>>>>>>> gusts\`.\n`],
    ['only begun', `${front}<<<<<<< HEAD\n\ntext\n`],
    ['not divided', `${front}<<<<<<< HEAD\n\n>>>>>>> gusts\n`],
    ['in the wrong order', `${front}>>>>>>> gusts\n\n=======\n\n<<<<<<< HEAD\n`],
    ['of more signs', `${front}${conflict.replace(/[<=>]{7}/g, '$&$&')}`],
  ])('is not seen where there is none: %s', (_, text) => {
    expect(found(text).filter((finding) => finding.includes('CONFLICT'))).toEqual([])
  })

  it('leaves front matter that is broken otherwise to its own rule, though the text shows one', () => {
    const text = `---\ntitle: "Wind\n---\n~~~\n${conflict}~~~\n`
    expect(found(text)).toEqual(['error FM_YAML 2'])
  })
})
