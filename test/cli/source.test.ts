import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson, pointerOf, rowsOf, seedState } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const configuration = 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n'
const wind = '# Wind\n\nWatch the grass.\n'
const academy = { 'hma-content.yaml': configuration, 'en/wind.md': wind }

type Plan = { readonly commit: string; readonly items: Readonly<Record<string, number>> }

/** An empty directory that is gone afterwards. */
const temporary = async (): Promise<{ path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), 'hma-cli-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

describe('the commit that is published', () => {
  it('is that of the branch, not of what is checked out, unless --commit names another', async () => {
    await using source = await createRepository(academy)
    const first = await source.commit()
    await source.write({ 'en/stands.md': '# Stands\n\nSit.\n' })
    const second = await source.commit()
    await source.git('checkout', '--quiet', '-b', 'side', first)
    const plan = (...flags: string[]): Promise<Plan> =>
      hmaJson(source.directory, ['plan', ...flags])
    expect(await plan()).toMatchObject({ commit: second, items: { create: 2 } })
    expect(await plan('--commit', first)).toMatchObject({ commit: first, items: { create: 1 } })
    expect(await plan('--commit', 'side')).toMatchObject({ commit: first })
  })

  it('is that of origin, or HEAD with a warning, where the branch is not here', async () => {
    await using source = await createRepository(academy)
    const commit = await source.commit()
    await source.git('checkout', '--quiet', '--detach')
    await source.git('update-ref', 'refs/remotes/origin/main', commit)
    await source.git('branch', '--quiet', '-D', 'main')
    const remote = await hma(source.directory, ['plan', '--format', 'json'])
    expect(remote).toMatchObject({ code: 0, stdout: expect.stringContaining(commit) })
    expect(remote.stderr).not.toContain('HEAD')
    await source.git('update-ref', '-d', 'refs/remotes/origin/main')
    const head = await hma(source.directory, ['plan', '--format', 'json'])
    expect(head).toMatchObject({ code: 0, stdout: expect.stringContaining(commit) })
    expect(head.stderr).toContain('Cannot find the branch `main` here or at `origin`; HEAD')
  })

  it.each([
    ['an option', '--upload-pack=touch x'],
    ['a short option', '-x'],
    ['a path', '../../../../etc/passwd'],
    ['two dots', 'refs/heads/a..b'],
    ['a line break', 'HEAD\n'],
    ['a revision expression', 'main^{/Add}'],
  ])('is never %s', async (_, hostile) => {
    await using source = await createRepository(academy)
    await source.commit()
    const run = await hma(source.directory, ['plan', `--commit=${hostile}`])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^REF: Expected /)
    expect(run.stderr).not.toContain('root:')
    expect((await readdir(source.directory)).toSorted()).toEqual(['.git', 'en', 'hma-content.yaml'])
  })
})

describe('an address of a repository', () => {
  const addresses = [
    'ext::sh -c touch% ran',
    'file:///etc',
    'ssh://-oProxyCommand=touch%20ran/x',
    'http://169.254.169.254/latest',
  ]

  it.each(addresses)('is no directory, and is never asked for: %s', async (address) => {
    await using place = await temporary()
    const run = await hma(place.path, ['plan', '-C', address])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^(?:CONFIG|GIT): /)
    expect(await readdir(place.path)).toEqual([])
  })

  it.each(addresses)('is not fetched from where the clone names it: %s', async (address) => {
    await using source = await createRepository(academy)
    await source.commit()
    await source.git('config', 'remote.origin.url', address)
    await source.git('config', 'protocol.ext.allow', 'always')
    await source.git('branch', '--quiet', '-m', 'main', 'side')
    expect(await hma(source.directory, ['plan'])).toMatchObject({ code: 0 })
    expect((await readdir(source.directory)).toSorted()).toEqual(['.git', 'en', 'hma-content.yaml'])
  })
})

describe('a history that is not whole or was rewritten', () => {
  it('is refused in a shallow clone, which `history: head` accepts', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    await source.commit()
    await using clone = await temporary()
    await source.git('clone', '--quiet', '--depth=1', `file://${source.directory}`, clone.path)
    const refused = await hma(clone.path, ['plan'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('`fetch-depth: 0`')
    await source.write({ 'head.yaml': `${configuration}source: { history: head }\n` })
    const run = await hmaJson(clone.path, ['plan', '--config', join(source.directory, 'head.yaml')])
    expect(run).toMatchObject({ items: { create: 1 }, versions: 1 })
  })

  it('is refused after a forced push, and published with `source.forced: allow`', async () => {
    await using source = await createPublished(academy)
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await source.write({ 'en/wind.md': `${wind}Rewritten.\n` })
    await source.git('add', '--all')
    await source.git('commit', '--quiet', '--amend', '-m', 'Rewrite')
    const commit = await source.git('rev-parse', 'HEAD')
    const refused = await hma(source.directory, ['publish'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('source.forced: allow')
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 2 })
    await source.write({ 'hma-content.yaml': `${configuration}source: { forced: allow }\n` })
    expect(await hmaJson(source.directory, ['publish'])).toMatchObject({ commit, release: 3 })
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 3, commit })
  })

  it('is refused in a fresh clone that lacks what is recorded, until it is confirmed and fetched', async () => {
    await using source = await createPublished(academy)
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    const recorded = await source.commit()
    await hmaJson(source.directory, ['publish'])
    await source.git('reset', '--quiet', '--hard', 'HEAD~1')
    await source.write({ 'en/wind.md': `${wind}Rewritten.\n` })
    const commit = await source.commit()
    await using clone = await temporary()
    await source.git('clone', '--quiet', `file://${source.directory}`, clone.path)
    const state = ['--state', join(source.directory, '.hma-content')]
    const publish = () => hma(clone.path, ['publish', ...state])
    const unconfirmed = await publish()
    expect(unconfirmed.code).toBe(3)
    expect(unconfirmed.stderr).toContain('does not follow')
    expect(unconfirmed.stderr).toContain('`hma-content confirm`')
    expect(await hma(clone.path, ['confirm', ...state])).toMatchObject({ code: 0 })
    const lacking = await publish()
    expect(lacking.code).toBe(3)
    expect(lacking.stderr).toContain(`The repository here lacks \`${recorded}\``)
    expect(lacking.stderr).toContain('`git fetch origin <commit>`')
    const due = await hma(clone.path, ['pin', 'wind', '1.0.0', ...state])
    expect([due.code, due.stderr]).toEqual([3, expect.stringContaining(`lacks \`${recorded}\``)])
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 2 })
    await source.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    await source.git('-C', clone.path, 'fetch', '--quiet', 'origin', recorded)
    expect(await publish()).toMatchObject({ code: 0 })
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 3, commit })
  })

  it('is published when it is confirmed, though rewritten from its first commit on; what was before can be gone back to', async () => {
    await using source = await createPublished(academy)
    const shown = 'select id, slug, title from content_mgmt.content_items'
    const before = await rowsOf(source.directory, shown)
    await source.git('checkout', '--quiet', '--orphan', 'anew')
    await source.write({ 'en/wind.md': `${wind}Without what nobody may see.\n` })
    await source.commit()
    await source.git('branch', '--quiet', '--force', '-m', 'anew', 'main')
    const refused = await hma(source.directory, ['publish'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('belongs to another repository')
    expect(refused.stderr).toContain('`hma-content confirm`')
    expect(await hma(source.directory, ['confirm'])).toMatchObject({ code: 0 })
    expect(await hmaJson(source.directory, ['publish'])).toMatchObject({ release: 2 })
    expect(await rowsOf(source.directory, shown)).toEqual(before)
    expect(await hma(source.directory, ['verify'])).toMatchObject({ code: 0 })
    await source.write({ 'en/wind.md': `${wind}And more.\n` })
    await source.commit()
    expect(await hmaJson(source.directory, ['publish'])).toMatchObject({ release: 3 })
    await hmaJson(source.directory, ['pin', 'wind', '1.0.1'])
    expect(await hmaJson(source.directory, ['rollback', '1'])).toMatchObject({ way: 'line' })
    expect(await hma(source.directory, ['verify'])).toMatchObject({ code: 0 })
  })

  it('is refused in a clone that is behind, also to be read anew', async () => {
    await using source = await createPublished(academy)
    await using clone = await temporary()
    await source.git('clone', '--quiet', `file://${source.directory}`, clone.path)
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    const commit = await source.commit()
    await hmaJson(source.directory, ['publish'])
    await source.write({ 'allow.yaml': `${configuration}source: { forced: allow }\n` })
    const allow = ['--config', join(source.directory, 'allow.yaml')]
    for (const command of [
      ['publish'],
      ['publish', '--rebuild'],
      ['publish', '--rebuild', ...allow],
      ['plan'],
    ]) {
      const state = ['--state', join(source.directory, '.hma-content')]
      const run = await hma(clone.path, [...command, ...state])
      expect(run.code, command.join(' ')).toBe(3)
      expect(run.stderr).toContain('If the repository is behind, fetch.')
    }
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 2, commit })
  })

  it('does not go back to an older commit by reading the history anew, unless that is confirmed', async () => {
    await using source = await createPublished(academy)
    const first = await source.git('rev-parse', 'HEAD')
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    const rebuild = (...flags: readonly string[]) =>
      hma(source.directory, ['publish', '--rebuild', ...flags])
    const superseded = await rebuild('--commit', first)
    expect(superseded.code).toBe(3)
    expect(superseded.stderr).toContain('is superseded')
    await source.git('reset', '--quiet', '--hard', first)
    expect(await rebuild()).toMatchObject({ code: 3 })
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 2 })
    expect(await hma(source.directory, ['confirm'])).toMatchObject({ code: 0 })
    expect(await rebuild()).toMatchObject({ code: 0 })
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 3, commit: first })
  })

  it('does not go back to an older commit', async () => {
    await using source = await createPublished(academy)
    const first = await source.git('rev-parse', 'HEAD')
    await source.write({ 'en/wind.md': `${wind}And leaves.\n` })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    const refused = await hma(source.directory, ['publish', '--commit', first])
    expect(refused.code).toBe(3)
    expect(await pointerOf(source.directory)).toMatchObject({ sequence: 2 })
  })
})

describe('a bare repository', () => {
  it('is published with --config and --state, and nothing is written into it', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await using place = await temporary()
    const bare = join(place.path, 'academy.git')
    await source.git('clone', '--quiet', '--bare', source.directory, bare)
    const names = (await readdir(bare)).toSorted()
    await seedState(place.path, 'state')
    const config = join(source.directory, 'hma-content.yaml')
    const flags = ['-C', bare, '--config', config, '--state', join(place.path, 'state')]
    expect(await hmaJson(place.path, ['publish', ...flags])).toMatchObject({ items: { create: 1 } })
    expect((await readdir(bare)).toSorted()).toEqual(names)
    expect(await pointerOf(place.path, 'state/bucket')).toMatchObject({ sequence: 1 })
    const sql = 'select slug, status::text from content_mgmt.content_items'
    expect(await rowsOf(place.path, sql, ...flags)).toEqual([{ slug: 'wind', status: 'published' }])
  })
})
