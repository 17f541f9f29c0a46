import { chmod, lstat, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../docs/pages.ts'
import { createPublished, hma, hmaJson, rowsOf } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
collections:
  - type: article
    files: 'en/{slug}.md'
    translations: '{language}/{slug}.md'
    fields: { id: uid }
source: { languages: [en, de] }
`
const untidy = '---\ntitle:   Wind\n---\n# Wind  \n\n\n* Watch the grass.\n'
const tidy = '---\ntitle: Wind\n---\n\n# Wind\n\n- Watch the grass.\n'

type Outcome = {
  readonly changed: readonly string[]
  readonly left: readonly { readonly path: string; readonly reason: string }[]
}

const contentOf = (source: TestRepository, path: string): Promise<string> =>
  readFile(join(source.directory, path), 'utf8')

describe('fmt', () => {
  it('gives every content file its canonical form, once, and touches nothing else', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/wind.md': untidy,
      'de/wind.md': untidy,
      'en/rain.md': tidy,
      'README.md': untidy,
    })
    await source.commit()
    await chmod(join(source.directory, 'en/wind.md'), 0o755)
    const before = await lstat(join(source.directory, 'en/rain.md'))
    const outcome = await hmaJson<Outcome>(source.directory, ['fmt'])
    expect(outcome).toEqual({ changed: ['de/wind.md', 'en/wind.md'], left: [] })
    expect(await contentOf(source, 'en/wind.md')).toBe(tidy)
    expect(await contentOf(source, 'de/wind.md')).toBe(tidy)
    expect(await contentOf(source, 'README.md')).toBe(untidy)
    expect((await lstat(join(source.directory, 'en/wind.md'))).mode & 0o777).toBe(0o755)
    expect(await lstat(join(source.directory, 'en/rain.md'))).toMatchObject({
      mtimeMs: before.mtimeMs,
      ino: before.ino,
    })
    expect(await source.git('status', '--short', '--untracked-files=all')).toBe(
      ' M de/wind.md\n M en/wind.md',
    )
    expect(await hmaJson(source.directory, ['fmt'])).toEqual({ changed: [], left: [] })
  })

  it('writes nothing with --check, lists the files and exits with 1', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/wind.md': untidy,
      'en/rain.md': tidy,
    })
    await source.commit()
    const run = await hma(source.directory, ['fmt', '--check'])
    expect(run).toMatchObject({ code: 1, stdout: 'en/wind.md\n' })
    expect(run.stderr).toContain('1 of 2 files not in canonical form.')
    expect(await contentOf(source, 'en/wind.md')).toBe(untidy)
    expect(await hma(source.directory, ['fmt', '--check', 'en/rain.md'])).toMatchObject({ code: 0 })
  })

  it('takes files and directories, and refuses those without content', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/wind.md': untidy,
      'de/wind.md': untidy,
      'README.md': untidy,
    })
    expect(await hmaJson(source.directory, ['fmt', './de/'])).toMatchObject({
      changed: ['de/wind.md'],
    })
    for (const path of ['README.md', 'nowhere', '../elsewhere.md']) {
      const run = await hma(source.directory, ['fmt', 'en', path])
      expect(run).toMatchObject({ code: 2, stdout: '' })
      expect(run.stderr).toContain(`\`${path}\``)
    }
    expect(await contentOf(source, 'en/wind.md')).toBe(untidy)
  })

  it('leaves a file that cannot be read or formatted safely, and says so', async () => {
    const files = {
      'en/broken.md': '---\ntitle: [\n---\n# A  \n',
      'en/kept.md': '---\ntitle: |+\n  A\n\n\n---\n',
    }
    await using source = await createRepository({ 'hma-content.yaml': configuration, ...files })
    const outcome = await hmaJson<Outcome>(source.directory, ['fmt'])
    expect(outcome.changed).toEqual([])
    expect(outcome.left.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      'en/broken.md: It has errors; `hma-content validate` names them.',
      'en/kept.md: It cannot be formatted safely: it would say something else.',
    ])
    for (const [path, text] of Object.entries(files)) {
      expect(await contentOf(source, path)).toBe(text)
    }
  })

  it('follows no link', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/rain.md': tidy,
      'notes/wind.md': untidy,
    })
    await symlink('../notes/wind.md', join(source.directory, 'en/wind.md'))
    expect(await hmaJson(source.directory, ['fmt'])).toEqual({ changed: [], left: [] })
    expect(await contentOf(source, 'notes/wind.md')).toBe(untidy)
  })

  it('passes over files that a sparse checkout leaves out', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/wind.md': untidy,
      'de/wind.md': untidy,
    })
    await source.commit()
    await source.git('sparse-checkout', 'set', '--no-cone', '/hma-content.yaml', '/en/')
    expect(await hmaJson(source.directory, ['fmt'])).toEqual({ changed: ['en/wind.md'], left: [] })
    expect(await source.git('status', '--short')).toBe(' M en/wind.md')
  })

  it('makes no version and outdates no translation, ids included', async () => {
    await using source = await createPublished({
      'hma-content.yaml': configuration,
      'en/gusts.md': untidy,
      'de/gusts.md': untidy,
    })
    await source.move('en/gusts.md', 'en/wind.md')
    await source.move('de/gusts.md', 'de/wind.md')
    await source.commit()
    const state = async () => ({
      items: await rowsOf(source.directory, 'select id, version from content_mgmt.content_items'),
      versions: await rowsOf(
        source.directory,
        'select version_number from versions.content_versions',
      ),
      translations: await rowsOf(
        source.directory,
        'select freshness from content_mgmt.translations',
      ),
    })
    await hmaJson(source.directory, ['publish'])
    const before = await state()
    await source.write({ 'en/new.md': tidy })
    const outcome = await hmaJson<Outcome>(source.directory, ['fmt', '--ids'])
    expect(outcome).toMatchObject({
      changed: ['de/wind.md', 'en/wind.md'],
      left: [{ path: 'en/new.md' }],
    })
    await source.remove('en/new.md')
    // The item was renamed, so its id is not the one that its slug gives.
    const id = before.items[0]?.id
    expect(await contentOf(source, 'en/wind.md')).toContain(`uid: ${id}\n`)
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    expect(await state()).toEqual(before)
  })

  it('writes the ids that a first publish would give, also of renamed items', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/gusts.md': tidy,
    })
    await source.commit()
    await source.move('en/gusts.md', 'en/wind.md')
    await source.commit()
    await hmaJson(source.directory, ['fmt', '--ids'])
    const [, id] = /^uid: (.*)$/m.exec(await contentOf(source, 'en/wind.md')) ?? []
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    const items = await rowsOf(source.directory, 'select id, slug from content_mgmt.content_items')
    expect(items).toEqual([{ id, slug: 'wind' }])
  })

  it('orders keys as the schema does, in courses too', async () => {
    await using source = await createRepository({
      'schema.json': textOf('schemas/lesson.schema.json'),
      'hma-content.yaml':
        'version: 1\ncollections: [{ type: lesson, files: "{pillar}/{course}/{slug}.md", schema: schema.json }]\n',
      'a/b/c.md': '---\nduration: 5\nauthor: ruth\ntitle: C\n---\n',
      'a/b/course.yaml': 'difficulty: beginner\ntitle: B\n',
    })
    await hmaJson(source.directory, ['fmt'])
    expect(await contentOf(source, 'a/b/c.md')).toBe(
      '---\ntitle: C\nauthor: ruth\nduration: 5\n---\n',
    )
    expect(await contentOf(source, 'a/b/course.yaml')).toBe('title: B\ndifficulty: beginner\n')
  })
})
