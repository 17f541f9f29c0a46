import { chmod, lstat, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFile, replaceFile } from '../../src/source/write-work-tree.ts'
import { createRepository } from '../support/repository.ts'

const outside = 'outside\n'

/** A repository beside a file that a link in it leads to, and a linked directory. */
const openPlace = async () => {
  const source = await createRepository({ 'outside/secret.md': outside, 'repo/en/wind.md': 'a\n' })
  const directory = join(source.directory, 'repo')
  await symlink('../../outside/secret.md', join(directory, 'en/link.md'))
  await symlink('../outside', join(directory, 'linked'))
  const secret = () => readFile(join(source.directory, 'outside/secret.md'), 'utf8')
  return { directory, secret, [Symbol.asyncDispose]: source.dispose }
}

describe('replaceFile', () => {
  it('gives a file another text and leaves its mode and its neighbours', async () => {
    await using place = await openPlace()
    const path = join(place.directory, 'en/wind.md')
    await chmod(path, 0o775)
    await replaceFile(place.directory, 'en/wind.md', 'b\n')
    expect(await readFile(path, 'utf8')).toBe('b\n')
    expect((await lstat(path)).mode & 0o777).toBe(0o775)
    expect(await readdir(join(place.directory, 'en'))).toEqual(['link.md', 'wind.md'])
  })

  it.each(['en/link.md', 'linked/secret.md', 'en'])('refuses %s', async (path) => {
    await using place = await openPlace()
    await expect(replaceFile(place.directory, path, 'b\n')).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect(await place.secret()).toBe(outside)
  })
})

describe('createFile', () => {
  it('makes the directories on the way', async () => {
    await using place = await openPlace()
    await createFile(place.directory, 'de/weather/rain.md', 'a\n')
    expect(await readFile(join(place.directory, 'de/weather/rain.md'), 'utf8')).toBe('a\n')
  })

  it.each([
    'en/wind.md',
    'en/link.md',
    'linked/new.md',
    'linked/deeper/new.md',
    'en/wind.md/new.md',
  ])('refuses %s', async (path) => {
    await using place = await openPlace()
    await expect(createFile(place.directory, path, 'b\n')).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect(await place.secret()).toBe(outside)
    expect(await readdir(join(place.directory, '../outside'))).toEqual(['secret.md'])
  })

  it('refuses a link that leads to nothing', async () => {
    await using place = await openPlace()
    await mkdir(join(place.directory, 'de'))
    await symlink('../../outside/new.md', join(place.directory, 'de/wind.md'))
    await expect(createFile(place.directory, 'de/wind.md', 'b\n')).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect(await readdir(join(place.directory, '../outside'))).toEqual(['secret.md'])
  })
})
