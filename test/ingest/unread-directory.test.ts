import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unreadDirectories } from '../../src/ingest/unread-directory.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { academy, at, configOf, lesson, openPublisher } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

describe('a link or submodule in the place of a directory', () => {
  const deep = configOf(`collections: [{ type: article, files: 'docs/{slug...}.md' }]`)
  const flat = configOf(`
source: { languages: [en, es] }
collections: [{ type: article, files: 'docs/{slug}.md', translations: '{language}/{slug}.md' }]`)
  it.each([
    ['a pillar', academy, 'p', '120000', ['MODE_SYMLINK']],
    ['a lesson', academy, 'p/c/a', '160000', ['MODE_GITLINK']],
    ['what lies in a lesson', academy, 'p/c/a/img', '120000', []],
    ['any directory below', deep, 'docs/a/b', '120000', ['MODE_SYMLINK']],
    ['the top one', deep, 'docs', '120000', ['MODE_SYMLINK']],
    ['another', deep, 'assets', '120000', []],
    ['a file', deep, 'docs/a/b.png', '120000', []],
    ['a directory of translations', flat, 'es', '120000', ['MODE_SYMLINK']],
    ['a directory that no pattern has', flat, 'docs/a', '160000', []],
    ['nothing: a file', deep, 'docs/LICENSE', '100644', []],
  ])('is a warning where it stands for %s', (_, config, path, mode, expected) => {
    const found = unreadDirectories(config)(path, mode)
    expect(found.map(({ rule }) => rule)).toEqual(expected)
    expect(found.every(({ severity }) => severity === 'warning')).toBe(true)
  })
})

it('a picture that is a link is an error of the lesson that shows it', async () => {
  await using source = await createRepository({ [at('a')]: lesson({}, 'So.\n\n![x](x.png)') })
  await symlink('/etc/passwd', join(source.directory, 'p/c/a/x.png'))
  await source.commit()
  const gathered = await (await openPublisher(source, academy)).push()
  const found = validateHead(gathered).map(
    ({ path, line, severity, rule }) => `${path}:${line} ${severity} ${rule}`,
  )
  expect(found).toEqual([`${at('a')}:11 error MODE_SYMLINK`])
})
