import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createStateDirectory } from '../src/state-directory.ts'

it('a state directory that cannot be made is said to be one, with what to do', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-state-'))
  try {
    const file = join(directory, 'file')
    await writeFile(file, '')
    expect(() => createStateDirectory(file)).toThrow(
      expect.objectContaining({
        code: 'CONFIG',
        message: expect.stringContaining(`Cannot keep state in \`${file}\`: `),
        hint: expect.stringContaining('--state'),
      }),
    )
  } finally {
    await rm(directory, { recursive: true })
  }
})
