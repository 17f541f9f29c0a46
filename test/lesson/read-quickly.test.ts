import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { readQuickly, readSlowly } from '../../src/lesson/read-quickly.ts'
import { patience, runsOf } from '../properties/runs.ts'
import { hostileBytes } from './hostile-text.ts'
import { foreignShape } from './reading.ts'

const shape = foreignShape()
const readAsNeeded = async (bytes: Uint8Array) =>
  readQuickly(bytes, shape) ?? (await readSlowly(bytes, shape))
const conflict = '<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n'
// What only the reference parser reads by the rules.
const alone = '*😀*\n'

it.each([
  ['a text', '---\ntitle: Wind\n---\n# Wind\n'],
  ['a text for the reference parser', `---\ntitle: Wind\n---\n${alone}`],
  ['a conflict', conflict],
  ['a conflict in front matter', `---\n${conflict}---\n`],
  ['a conflict in front matter of such a text', `---\n${conflict}---\n${alone}`],
  ['a conflict in code of such a text', `\`\`\`\n${conflict}\`\`\`\n${alone}`],
  ['front matter that is none', '---\na: [\n---\n'],
  ['no text', '\0\u0001'],
])('reads %s as `readLesson` does', async (_, text) => {
  const bytes = Buffer.from(text)
  expect(await readAsNeeded(bytes)).toEqual(readLesson(bytes, shape))
  if (text.includes(alone)) expect(readQuickly(bytes, shape)).toBeNull()
})

it('reads any bytes as `readLesson` does', { timeout: patience }, () =>
  fc.assert(
    fc.asyncProperty(hostileBytes, async (bytes) => {
      expect(await readAsNeeded(bytes)).toEqual(readLesson(bytes, shape))
    }),
    runsOf(200),
  ),
)
