import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRepository } from '../support/repository.ts'
import { listed, listedByGit, missing, type OpenReader, temporary } from './read-by-git.ts'

/** What every reader of Git must say of a commit. */
export const commitContract = (open: OpenReader): void => {
  it('reads id, parents, author, date, subject and trailers of a commit', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const first = await source.commit('Begin', { author: 'Zoë  à <zoe@example.org>' })
    await source.git('checkout', '--quiet', '-b', 'side')
    const side = await source.commit('Side')
    await source.git('checkout', '--quiet', 'main')
    await source.commit('Main')
    await source.git('merge', '--quiet', '--no-ff', '-m', 'Join', 'side')
    const merge = await source.git('rev-parse', 'HEAD')
    const message =
      '\n \nfeat: Ändere\r\n  alles  \n\nText.\n\nChange-Type: major\nReviewed-by: B <b@x>\n'
    const last = await source.commit(message, { date: '2031-05-06T07:08:09+02:00' })
    const { snapshots } = await open(source.directory)
    expect(await snapshots.readCommit(first)).toMatchObject({
      commit: first,
      parents: [],
      author: { name: 'Zoë  à', email: 'zoe@example.org' },
      subject: 'Begin',
      trailers: [],
    })
    expect((await snapshots.readCommit(merge)).parents).toEqual([expect.any(String), side])
    expect(await snapshots.readCommit(last)).toMatchObject({
      parents: [merge],
      date: '2031-05-06T05:08:09Z',
      subject: 'feat: Ändere   alles',
      trailers: [
        { key: 'Change-Type', value: 'major' },
        { key: 'Reviewed-by', value: 'B <b@x>' },
      ],
    })
  })

  it.each([
    [
      'a signature',
      'gpgsig -----BEGIN-----\n \n author X <x@x> 1 +0000\n -----END-----\n',
      'Sign\n',
    ],
    ['no message', '', ''],
    ['a message of blank lines', '', '\n \n\t\n'],
    ['a NUL in its message', '', 'Before\0after\n\nKey: value\n'],
    ['a message that is no UTF-8', '', Buffer.from([0x61, 0xff, 0x0a])],
    ['an ASCII message in another encoding', 'encoding ISO-8859-1\n', 'Plain\n'],
  ])('reads a commit with %s', async (_, headers, message) => {
    await using source = await createRepository({ 'a.md': '1' })
    await source.commit()
    const tree = await source.git('rev-parse', 'HEAD^{tree}')
    const people = 'author  A  B  <a@x> 5 +0100\ncommitter C <c> x> 99999999999999 +0000\n'
    const head = `tree ${tree}\n${people}${headers}\n`
    const file = join(source.directory, '.git/raw-commit')
    await writeFile(file, Buffer.concat([Buffer.from(head), Buffer.from(message)]))
    const commit = await source.git('hash-object', '-t', 'commit', '-w', '--literally', file)
    const { snapshots } = await open(source.directory)
    const read = await snapshots.readCommit(commit)
    const format = '--format=%an%n%ae%n%s'
    const [name, email, subject] = (await source.git('log', '-1', format, commit)).split('\n')
    expect(read.author).toEqual({ name, email })
    expect(read.subject).toBe(subject ?? '')
    expect(read).toMatchObject({ commit, parents: [], trailers: [], date: '9999-12-31T23:59:59Z' })
  })

  it('says GIT of a commit that is not there, and REF of what is no id', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const commit = await source.commit()
    const { snapshots } = await open(source.directory)
    for (const read of [snapshots.readCommit, snapshots.listTree]) {
      await expect(read(missing)).rejects.toMatchObject({ code: 'GIT' })
      await expect(read('--help')).rejects.toMatchObject({ code: 'REF' })
    }
    await expect(snapshots.diffTrees(missing, commit)).rejects.toMatchObject({ code: 'GIT' })
    await expect(snapshots.diffTrees('HEAD', commit)).rejects.toMatchObject({ code: 'REF' })
  })

  it('finds the root along first parents', async () => {
    await using source = await createRepository({ a: '1' })
    const root = await source.commit()
    await source.git('checkout', '--quiet', '--orphan', 'other')
    await source.commit('Begin anew', { author: 'B <b@example.org>' })
    await source.git('checkout', '--quiet', 'main')
    await source.git('merge', '--quiet', '--allow-unrelated-histories', '-m', 'Join', 'other')
    const repository = await open(source.directory)
    expect(await repository.rootCommit(await source.git('rev-parse', 'HEAD'))).toBe(root)
    expect(await repository.isShallow()).toBe(false)
    await expect(repository.rootCommit('-x')).rejects.toMatchObject({ code: 'REF' })
  })

  it('takes the oldest commit of a shallow clone for its root', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    await source.commit()
    const second = await source.commit()
    await source.write({ 'b.md': '2' })
    const third = await source.commit()
    await using scratch = await temporary()
    const clone = join(scratch.path, 'shallow')
    await source.git('clone', '--quiet', '--depth=2', `file://${source.directory}`, clone)
    const repository = await open(clone)
    expect(await repository.isShallow()).toBe(true)
    expect(await repository.rootCommit(third)).toBe(second)
    expect((await repository.snapshots.readCommit(second)).parents).toEqual([])
    expect(await listed(repository, third)).toEqual(await listedByGit(source, third))
  })
}
