import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { oidOf, pointerTo, pushToLfs, useGitLfs } from '../support/lfs.ts'
import { openLfsServer } from '../support/lfs-server.ts'
import { createRepository } from '../support/repository.ts'

it('git-lfs pushes to the server that the other tests use, and fetches the same from it', async () => {
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
