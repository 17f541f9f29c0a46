import { openAsBlob } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { templatePath } from '../../src/database/pglite-template.ts'

it('is made by two at once, neither of which takes it from under the other', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-template-'))
  // Node refuses to read a blob whose file is another by then.
  const make = () => templatePath(directory).then((path) => openAsBlob(path))
  const first = make()
  // Soon enough to find nothing there, and late enough to end when the first has been opened.
  const second = sleep(500).then(make)
  const blobs = await Promise.all([first, second])
  for (const blob of blobs) expect((await blob.arrayBuffer()).byteLength).toBe(blob.size)
  expect(await readdir(directory)).toEqual([expect.stringMatching(/^pglite-\w+\.tar$/)])
  await rm(directory, { recursive: true })
})
