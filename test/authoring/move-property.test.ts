import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patience, runsOf } from '../properties/runs.ts'
import { configOf } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'
import { type Generated, generated } from './academies.ts'
import { expectSameAfterMove } from './same-after-move.ts'

/** What of a text no move may touch: all but URLs and prerequisites. */
const restOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) =>
      line.startsWith('    [') ? line : line.replaceAll(/\]\(.*?\)|: \S+ 'title'/g, ']()'),
    )
    .filter((line) => !line.startsWith('requires:'))

const codeOf = (text: string): readonly string[] =>
  text.match(/```md\r?\n.*\r?\n|`\[w\].*?`/g) ?? []

const tryMove = async ({ layout, files, from, to }: Generated): Promise<void> => {
  const config = configOf(`
source: { languages: [en, es] }
collections:
  - type: article
    fields: { prerequisites: requires }${layout.configuration}
`)
  await using source = await createRepository(Object.fromEntries(files))
  const moved = await expectSameAfterMove({ ...config, root: source.directory }, from, to)
  expect(moved.size).toBeGreaterThan(0)
  for (const [path, text] of files) {
    const now = await readFile(join(source.directory, moved.get(path) ?? path), 'utf8')
    expect(restOf(now)).toEqual(restOf(text))
    expect(codeOf(now)).toEqual(codeOf(text))
  }
}

describe('moving a lesson or a directory of lessons', () => {
  it(
    'leaves every link and prerequisite leading where it led, and everything else as it was',
    { timeout: patience },
    () => fc.assert(fc.asyncProperty(generated, tryMove), runsOf(100)),
  )
})
