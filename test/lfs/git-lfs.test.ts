import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasProgram } from '../support/has-program.ts'
import { oidOf, pointerTo, pushToLfs, useGitLfs } from '../support/lfs.ts'
import { openLfsServer } from '../support/lfs-server.ts'
import { createRepository } from '../support/repository.ts'

describe('the server that the tests of Git LFS use', () => {
  if (!hasProgram('git-lfs')) {
    it('is not tried with git-lfs, which is not there', () => {
      expect(hasProgram('git-lfs')).toBe(false)
    })
    return
  }

  it('takes what git-lfs pushes, and gives the same back', async () => {
    await using server = await openLfsServer()
    await using source = await createRepository({ '.gitattributes': '*.mp4 filter=lfs -text\n' })
    await useGitLfs(source)
    const film = Buffer.alloc(300_000, 'film')
    await source.write({ 'film.mp4': film })
    await source.commit()
    expect(`${await source.git('show', 'HEAD:film.mp4')}\n`).toBe(pointerTo(film))
    await pushToLfs(source, server)
    expect([...server.objects]).toEqual([[oidOf(film), film]])

    await source.git('lfs', 'fetch', 'lfs', 'main')
    const oid = oidOf(film)
    const kept = join('.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid)
    expect((await readFile(join(source.directory, kept))).equals(film)).toBe(true)
    expect(server.requests.map(({ asked }) => asked)).toContain(`GET /objects/${oid}`)
  })
})
