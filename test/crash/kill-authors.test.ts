import { expect, it, vi } from 'vitest'
import { authorPoints } from '../../src/point.ts'
import { filesBelow } from '../support/cli.ts'
import { startProgram } from '../support/program.ts'
import { createRepository } from '../support/repository.ts'

vi.setConfig({ testTimeout: 120_000 })

const preload = `--import=${new URL('../support/signal-at-point.ts', import.meta.url).href}`

const files = {
  'hma-content.yaml': `version: 1
collections: [{ type: article, files: '{slug...}.md' }]
`,
  'notes/wind.md': '# Wind\n\n![Grass](grass.png) and [rain](rain.md).\n',
  'notes/grass.png': 'a picture',
  'notes/rain.md': '# Rain\n\n[Wind](wind.md)\n',
  'notes/snow.md': '# Snow\n\n[Wind](wind.md)\n',
}

/** Moves a lesson, and is killed at a point where a signal is given; gives what lies there then, by path. */
const moveWith = async (signal: string): Promise<ReadonlyMap<string, string>> => {
  await using source = await createRepository(files)
  const { directory } = source
  const variables = { HMA_TEST_SIGNAL: signal }
  const started = startProgram(directory, ['move', 'notes/wind', 'air/gusts'], variables, [preload])
  const { stderr } = await started.ended
  expect(started.child.signalCode, stderr).toBe(signal === '' ? null : 'SIGKILL')
  const found = [...(await filesBelow(directory))].map(
    ([path, bytes]) => [path.slice(directory.length + 1), bytes.toString()] as const,
  )
  return new Map(found.filter(([path]) => !path.startsWith('.')))
}

it.each([
  ...authorPoints.map((point) => [point, 1] as const),
  ['file-drafted', 3],
  ['file-put', 3],
] as const)(
  'a move that is killed at %s, arrival %i, leaves every file whole and loses none',
  async (point, arrival) => {
    const after = await moveWith('')
    expect(after.get('air/gusts.md')).toContain('[rain](../notes/rain.md)')
    expect(after.has('notes/wind.md')).toBe(false)
    const before = new Map(Object.entries(files))
    const left = await moveWith(`SIGKILL ${point} ${arrival}`)
    for (const [path, text] of left) {
      if (path.includes('.hma-content-')) continue
      expect([before.get(path), after.get(path)], path).toContain(text)
    }
    const either = (old: string, now: string): boolean => left.has(old) || left.has(now)
    const goes = new Map([
      ['notes/wind.md', 'air/gusts.md'],
      ['notes/grass.png', 'air/grass.png'],
    ])
    for (const path of before.keys()) expect(either(path, goes.get(path) ?? path), path).toBe(true)
  },
)
