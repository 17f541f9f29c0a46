import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMerged, graphOf, historyOf, pathsOf } from '../support/history.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

/** A commit made from these bytes as they are. */
const commitObject = async (source: TestRepository, bytes: Uint8Array): Promise<string> => {
  const file = join(source.directory, '.git', 'raw-commit')
  await writeFile(file, bytes)
  const id = await source.git('hash-object', '-t', 'commit', '-w', '--literally', file)
  await source.git('update-ref', 'HEAD', id)
  return id
}

describe('what is read from history', () => {
  it('is not confused by messages, authors and names that look like its framing', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const hex = 'c'.repeat(40)
    const meta = `:100644 100644 ${hex} ${hex} M`
    const first = await source.commit(meta, { author: `A${meta} <${hex}>` })
    await source.commit('')
    await source.write({ [`dir/${hex}`]: '1', [`commit ${hex}`]: '1', '\n:x': '1', [meta]: '1' })
    await source.commit(`${hex} ${hex} (from ${hex})\n\ncommit ${hex}\n\n${meta}\n`)
    const commits = await historyOf(source)
    expect(commits.map(({ subject }) => subject)).toEqual([meta, '', `${hex} ${hex} (from ${hex})`])
    expect(commits[0]).toMatchObject({ commit: first, author: { name: `A${meta}`, email: hex } })
    expect(commits.map(({ changes }) => pathsOf(changes))).toEqual([
      ['+a.md'],
      [],
      ['+\n:x', `+${meta}`, `+commit ${hex}`, `+dir/${hex}`],
    ])
    const graph = await graphOf(source)
    expect(graph.map(({ commit, parents, changes }) => ({ commit, parents, changes }))).toEqual(
      commits
        .toReversed()
        .map(({ commit, parents, changes }) => ({ commit, parents, changes: [changes] })),
    )
  })

  it('reads messages and authors that are no UTF-8, recoding those that say what they are', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const parent = await source.commit()
    const tree = await source.git('rev-parse', 'HEAD^{tree}')
    const bytes = (encoding: string): Buffer =>
      Buffer.from(
        `tree ${tree}\nparent ${parent}\nauthor J\xe9 <j@x> 1 +0000\ncommitter J <j@x> 99999999999999 +0000\n${encoding}\n caf\xe9 \xff\n`,
        'latin1',
      )
    await commitObject(source, bytes(''))
    const raw = (await historyOf(source, parent))[0]
    expect(raw).toMatchObject({ subject: 'caf\ufffd \ufffd', date: '9999-12-31T23:59:59Z' })
    await source.git('update-ref', 'HEAD', parent)
    await commitObject(source, bytes('encoding ISO-8859-1\n'))
    const recoded = (await historyOf(source, parent))[0]
    expect(recoded).toMatchObject({ subject: 'café ÿ', author: { name: 'Jé' } })
  })

  it('shows bytes of names that are no UTF-8', async () => {
    await using source = await createRepository()
    await source.entries([
      { name: Buffer.from([0xe9, 0x2e, 0x6d, 0x64]), content: 'x' },
      { name: 'ok.md', content: 'y' },
    ])
    expect(pathsOf((await historyOf(source))[0]?.changes ?? [])).toEqual(['+ok.md', '+\\xe9.md'])
  })

  it('gives the same whatever the repository is configured to show', async () => {
    const { source } = await createMerged()
    await using _ = source
    const before = [await historyOf(source), await graphOf(source)]
    const marker = join(source.directory, '.git', 'ran')
    const program = join(source.directory, '.git', 'program')
    await writeFile(program, `#!/bin/sh\ntouch ${marker}\n`)
    await chmod(program, 0o755)
    for (const [key, value] of [
      ['log.showRoot', 'false'],
      ['log.showSignature', 'true'],
      ['log.decorate', 'full'],
      ['log.abbrevCommit', 'true'],
      ['log.diffMerges', 'combined'],
      ['log.date', 'relative'],
      ['color.ui', 'always'],
      ['diff.renames', 'copies'],
      ['diff.external', program],
      ['gpg.program', program],
      ['core.abbrev', '5'],
      ['format.pretty', 'oneline'],
      ['notes.displayRef', 'refs/notes/*'],
    ] as const)
      await source.git('config', key, value)
    await source.git('notes', 'add', '-m', `:100644 100644 ${'a'.repeat(40)} ${'a'.repeat(40)} M`)
    expect([await historyOf(source), await graphOf(source)]).toEqual(before)
    expect(existsSync(marker)).toBe(false)
  })
})
