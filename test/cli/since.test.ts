import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { hma, hmaJson } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '---\ntitle: Wind\ntitle: Twice\n---\n[gone](gone.md)\n',
  'en/stand.md': '# Stand\n',
}

type Entry = Diagnostic & { readonly new: boolean }

/** What is new and what is older since a commit, as `path rule`. */
const since = async (source: TestRepository, ref: string, code: number, ...more: string[]) => {
  const args = ['validate', '--since', ref, ...more]
  const found = await hmaJson<readonly Entry[]>(source.directory, args, { code })
  const shown = (isNew: boolean) =>
    found.filter((entry) => entry.new === isNew).map(({ path, rule }) => `${path} ${rule}`)
  return { fresh: shown(true), older: shown(false) }
}

describe('validate --since', () => {
  it('counts only what the branch brought, and lists apart what was there when it parted', async () => {
    await using source = await createRepository(academy)
    await source.write({ 'en/wind.md': '[gone](gone.md)\n' })
    await source.commit()
    await source.git('checkout', '--quiet', '-b', 'edit')
    await source.write({ 'en/wind.md': '# Lines above\n\n[gone](gone.md)\n' })
    await source.commit()
    await source.git('checkout', '--quiet', 'main')
    await source.write({ 'en/stand.md': '[only on main](nowhere.md)\n' })
    await source.commit()
    await source.git('checkout', '--quiet', 'edit')
    const older = ['en/wind.md LINK_MISSING']
    expect(await since(source, 'main', 0, '--strict')).toEqual({ fresh: [], older })
    await source.write({ 'en/stand.md': '[gone](gone.md)\n' })
    const fresh = ['en/stand.md LINK_MISSING']
    expect(await since(source, 'main', 0)).toEqual({ fresh, older })
    expect(await since(source, 'main', 1, '--strict')).toEqual({ fresh, older })
    await source.write({ 'en/wind.md': '---\na: 1\na: 2\n---\n' })
    expect((await since(source, 'main', 1)).fresh).toEqual([...fresh, 'en/wind.md FM_DUPLICATE'])
  })

  it('knows a file that was moved, and checks a commit where one is named', async () => {
    await using source = await createRepository(academy)
    const first = await source.commit()
    await source.move('en/wind.md', 'en/air.md')
    const second = await source.commit()
    await source.write({ 'en/stand.md': '---\na: 1\na: 2\n---\n' })
    expect(await since(source, first, 0, '--commit', second)).toEqual({
      fresh: [],
      older: ['en/air.md FM_DUPLICATE'],
    })
    expect(await since(source, first, 1)).toEqual({
      fresh: ['en/stand.md FM_DUPLICATE'],
      older: ['en/air.md FM_DUPLICATE'],
    })
  })

  it('says in each format what is new, and annotates nothing else', async () => {
    await using source = await createRepository(academy)
    const first = await source.commit()
    await source.write({ 'en/stand.md': '# Stand\n\n[nowhere](nowhere.md)\n' })
    const printed = async (format: string): Promise<string> =>
      (await hma(source.directory, ['validate', '--since', first, '--format', format])).stdout
    const text = await printed('text')
    expect(text).toContain(
      'Not counted, since it was there before: 1 error, 0 warnings, 0 suggestions.\nen/wind.md:3:1 error ',
    )
    expect(text).toMatch(/\nNew: 0 errors, 1 warning, 0 suggestions\.\n$/)
    expect(await printed('github')).toMatch(/^::warning file=en\/stand\.md,.*\n$/)
    expect(await printed('markdown')).toContain(
      '## hma-content: new 0 errors, 1 warning, 0 suggestions\n\nNot counted,',
    )
    expect(await printed('junit')).not.toContain('en/wind.md')
    expect(await printed('sarif')).toMatch(/"baselineState": "new".*"baselineState": "unchanged"/s)
  })

  it('refuses where the two have nothing in common, and a name that is none', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await source.git('checkout', '--quiet', '--orphan', 'apart')
    await source.commit()
    const apart = await hma(source.directory, ['validate', '--since', 'main'])
    expect(apart).toMatchObject({ code: 2, stdout: '' })
    expect(apart.stderr).toContain('have no commit in common')
    expect(apart.stderr).toContain('fetch-depth: 0')
    const unknown = await hma(source.directory, ['validate', '--since', 'nothing'])
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toContain('REF: Cannot find a single commit "nothing"')
  })

  it('needs git, and says so', async () => {
    await using source = await createRepository({
      ...academy,
      'hma-content.yaml': `${academy['hma-content.yaml']}source: { history: head }\n`,
    })
    await source.commit()
    const run = await hma(source.directory, ['validate', '--since', 'main'], { PATH: '/nowhere' })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('GIT_MISSING')
  })
})
