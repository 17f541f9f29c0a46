import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeDrawingFonts } from '../../src/media/drawing-fonts.ts'

it('the fonts of drawings are written whole by as many at once as there are, and nothing beside them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-fonts-'))
  try {
    const written = Array.from({ length: 20 }, async () =>
      readFile(await writeDrawingFonts(directory), 'utf8'),
    )
    const texts = new Set(await Promise.all(written))
    expect([...texts]).toEqual([expect.stringMatching(/^<\?xml[\s\S]*<\/fontconfig>\n$/)])
    expect(await readdir(directory)).toEqual(['fonts.conf'])
  } finally {
    await rm(directory, { recursive: true })
  }
})
