import { chmod, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeWorkTree, type FileStep } from '../../src/source/change-work-tree.ts'
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

describe('changeWorkTree', () => {
  it('makes, rewrites, moves and deletes files, with the directories on their way', async () => {
    await chmod(join(directory, 'a/two.md'), 0o755)
    await changeWorkTree(directory, [
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
    await changeWorkTree(directory, [step('c/d/one.md', null)])
    expect(await readdir(join(directory, 'c'))).toEqual(['two.md'])
  })

  it.each([
    ['a file', 'b/three.md'],
    ['a directory', 'b'],
  ])('overwrites no %s, and changes nothing then', async (_, to) => {
    const steps = [step('a/two.md', 'a/two.md', 'edited'), step('a/one.md', to)]
    await expect(changeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'REFUSED',
      message: `Already there: \`${to}\``,
    })
    expect(await files()).toEqual(before)
  })

  it('follows no link, neither to what it takes nor to where it puts it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hma-outside-'))
    await symlink(outside, join(directory, 'link'))
    for (const steps of [[step('a/one.md', 'link/one.md')], [step('link/one.md', 'a/x.md')]]) {
      await expect(changeWorkTree(directory, steps)).rejects.toMatchObject({ code: 'REFUSED' })
    }
    expect(await readdir(outside)).toEqual([])
    await rm(outside, { recursive: true })
  })

  it('takes nothing that is not there, and changes nothing then', async () => {
    const steps = [step('a/one.md', 'c/one.md', 'edited'), step('a/none.md', 'c/none.md')]
    await expect(changeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'REFUSED',
      message: '`a/none.md` is not in the work tree.',
    })
    expect(await files()).toEqual(before)
  })

  it('says what was done where a step fails, and leaves no draft behind', async () => {
    const steps = [
      step('a/one.md', 'c', 'one, edited'),
      step('a/two.md', 'c/two.md'),
      step('b/three.md', 'b/three.md', 'rewritten'),
    ]
    await expect(changeWorkTree(directory, steps)).rejects.toMatchObject({
      code: 'WORK_TREE',
      message: expect.stringMatching(/Done before that, 1 of 3:\n- a\/one\.md → c$/),
    })
    expect(await files()).toEqual({ 'a/two.md': 'two', 'b/three.md': 'three', c: 'one, edited' })
  })

  it('has changed nothing where a name is too long for the disk', async () => {
    // No file system takes so long a name.
    const steps = [step(null, `c/${'x'.repeat(300)}`, 'new'), step('a/one.md', 'c/one.md')]
    await expect(changeWorkTree(directory, steps)).rejects.toThrow()
    expect(await files()).toEqual(before)
  })
})
