import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createPublished, hma } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const files = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n',
}

describe('preview', () => {
  it('is refused where nothing was published, and creates nothing', async () => {
    await using source = await createRepository(files)
    const run = await hma(source.directory, ['preview', '--port', '0'])
    expect([run.code, run.stdout]).toEqual([3, ''])
    expect(run.stderr).toContain('hma-content publish')
    expect(await source.git('status', '--porcelain', '--ignored')).not.toContain('.hma-content')
  })

  it.each(['65536', '80a', '-1'])('takes no port %s', async (port) => {
    await using source = await createRepository(files)
    const run = await hma(source.directory, ['preview', `--port=${port}`])
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('Expected a port')])
  })

  it('says that another program uses its port', async () => {
    await using source = await createPublished(files)
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const run = await hma(source.directory, ['preview', '--port', `${port}`])
    other.close()
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('EADDRINUSE')])
  })
})
