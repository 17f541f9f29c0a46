import { expect, it } from 'vitest'
import { gitEnvironment } from '../../src/source/git.ts'
import { newAmong, uncommittedAmong } from '../../src/source/uncommitted.ts'
import { createRepository } from '../support/repository.ts'

it('tells which files no commit has as they are', async () => {
  const committed = {
    'a.md': 'a',
    'b.md': 'b',
    'c [1]*.md': 'c',
    'd.md': 'd',
    '.gitignore': 'e.md\n',
  }
  await using source = await createRepository(committed)
  await source.commit()
  await source.write({ 'b.md': 'edited', 'd.md': 'staged', 'e.md': 'ignored', 'f/ü.md': 'new' })
  await source.git('add', 'd.md')
  const place = { directory: source.directory, environment: gitEnvironment(process.env.PATH) }
  const all = ['a.md', 'b.md', 'c [1]*.md', 'd.md', 'e.md', 'f/ü.md']
  expect(await uncommittedAmong(place, all)).toEqual(['b.md', 'd.md', 'e.md', 'f/ü.md'])
  expect(await uncommittedAmong(place, ['a.md'])).toEqual([])
  expect(await newAmong(place, all)).toEqual(['e.md', 'f/ü.md'])
  await source.git('add', 'f')
  expect(await newAmong(place, all)).toEqual(['e.md', 'f/ü.md'])
})
