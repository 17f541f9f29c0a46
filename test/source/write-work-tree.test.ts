import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedFile, type FileStep, madeFile } from '../../src/source/file-step.ts'
import { writeWorkTree } from '../../src/source/write-work-tree.ts'
import { filesBelow } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

let directory: string

beforeEach(async () => {
  const source = await createRepository({
    'a/one.md': 'one',
    'a/two.md': 'two',
    'b/three.md': 'three',
  })
  directory = source.directory
  await rm(join(directory, '.git'), { recursive: true })
})
afterEach(() => rm(directory, { recursive: true }))

const step = (from: string | null, to: string | null, text: string | null = null): FileStep => ({
  from,
  to,
  bytes: text === null ? null : Buffer.from(text),
})

const files = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    [...(await filesBelow(directory))].map(([path, bytes]) => [
      path.slice(directory.length + 1),
      bytes.toString(),
    ]),
  )

const before = { 'a/one.md': 'one', 'a/two.md': 'two', 'b/three.md': 'three' }

describe('writeWorkTree', () => {
  it('makes, rewrites, moves and deletes files, with the directories on their way', async () => {
    await chmod(join(directory, 'a/two.md'), 0o755)
    await writeWorkTree(directory, [
      step(null, 'new/deep/four.md', 'four'),
      step('b/three.md', 'b/three.md', 'rewritten'),
      step('a/one.md', 'c/d/one.md'),
      step('a/two.md', 'c/two.md', 'two, edited'),
    ])
    expect(await files()).toEqual({
      'new/deep/four.md': 'four',
      'b/three.md': 'rewritten',
      'c/d/one.md': 'one',
      'c/two.md': 'two, edited',
    })
    expect((await stat(join(directory, 'c/two.md'))).mode & 0o777).toBe(0o755)
    // The directory that was left empty is gone.
    expect(await readdir(directory)).toEqual(['b', 'c', 'new'])
    await writeWorkTree(directory, [step('c/d/one.md', null)])
    expect(await readdir(join(directory, 'c'))).toEqual(['two.md'])
  })

  it.each([
    ['a file', 'b/three.md'],
    ['a directory', 'b'],
  ])('overwrites no %s, and changes nothing then', async (_, to) => {
    const steps = [step('a/two.md', 'a/two.md', 'edited'), step('a/one.md', to)]
    await expect(writeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'REFUSED',
      message: `Already there: \`${to}\``,
    })
    expect(await files()).toEqual(before)
  })

  it('follows no link, neither to what it takes nor to where it puts it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hma-outside-'))
    await symlink(outside, join(directory, 'link'))
    for (const steps of [[step('a/one.md', 'link/one.md')], [step('link/one.md', 'a/x.md')]]) {
      await expect(writeWorkTree(directory, steps)).rejects.toMatchObject({ code: 'REFUSED' })
    }
    expect(await readdir(outside)).toEqual([])
    await rm(outside, { recursive: true })
  })

  it('takes nothing that is not there, and changes nothing then', async () => {
    const steps = [step('a/one.md', 'c/one.md', 'edited'), step('a/none.md', 'c/none.md')]
    await expect(writeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'REFUSED',
      message: '`a/none.md` is not in the work tree.',
    })
    expect(await files()).toEqual(before)
  })

  it('takes back what was done where a step fails, and leaves nothing behind', async () => {
    const steps = [
      step('b/three.md', 'b/three.md', 'rewritten'),
      step(null, 'new/deep/four.md', 'four'),
      step('a/one.md', 'c', 'one, edited'),
      step('a/two.md', 'c/two.md'),
    ]
    await expect(writeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'WORK_TREE',
      message: expect.stringMatching(/\nNothing was changed\.$/),
    })
    expect(await files()).toEqual(before)
    expect(await readdir(directory)).toEqual(['a', 'b'])
  })

  it('does not write over a file that came meanwhile', async () => {
    // It comes between the look at what is there and the effect, as that of another step does.
    const steps = [step('a/one.md', 'c.md'), step(null, 'c.md', 'new')]
    await expect(writeWorkTree(directory, steps)).rejects.toMatchObject({ code: 'WORK_TREE' })
    expect(await files()).toEqual(before)
  })

  it('has changed nothing where a name is too long for the disk', async () => {
    // No file system takes so long a name.
    const steps = [step(null, `c/${'x'.repeat(300)}`, 'new'), step('a/one.md', 'c/one.md')]
    await expect(writeWorkTree(directory, steps)).rejects.toThrow()
    expect(await files()).toEqual(before)
  })
})

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

describe('writeWorkTree beside links', () => {
  it('leaves the mode of a file and its neighbours', async () => {
    await using place = await openPlace()
    const path = join(place.directory, 'en/wind.md')
    await chmod(path, 0o775)
    await writeWorkTree(place.directory, [changedFile('en/wind.md', 'b\n')])
    expect(await readFile(path, 'utf8')).toBe('b\n')
    expect((await lstat(path)).mode & 0o777).toBe(0o775)
    expect(await readdir(join(place.directory, 'en'))).toEqual(['link.md', 'wind.md'])
  })

  it.each([
    changedFile('en/link.md', 'b\n'),
    changedFile('linked/secret.md', 'b\n'),
    changedFile('en', 'b\n'),
    madeFile('en/wind.md', 'b\n'),
    madeFile('en/link.md', 'b\n'),
    madeFile('linked/new.md', 'b\n'),
    madeFile('linked/deeper/new.md', 'b\n'),
    madeFile('en/wind.md/new.md', 'b\n'),
  ])('refuses $from → $to', async (refused) => {
    await using place = await openPlace()
    await expect(writeWorkTree(place.directory, [refused])).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect(await place.secret()).toBe(outside)
    expect(await readdir(join(place.directory, '../outside'))).toEqual(['secret.md'])
  })

  it('refuses a link that leads to nothing', async () => {
    await using place = await openPlace()
    await mkdir(join(place.directory, 'de'))
    await symlink('../../outside/new.md', join(place.directory, 'de/wind.md'))
    const made = writeWorkTree(place.directory, [madeFile('de/wind.md', 'b\n')])
    await expect(made).rejects.toMatchObject({ code: 'REFUSED' })
    expect(await readdir(join(place.directory, '../outside'))).toEqual(['secret.md'])
  })

  it('moves a link as it is', async () => {
    await using place = await openPlace()
    await writeWorkTree(place.directory, [{ from: 'en/link.md', to: 'de.md', bytes: null }])
    expect(await readlink(join(place.directory, 'de.md'))).toBe('../../outside/secret.md')
  })
})
