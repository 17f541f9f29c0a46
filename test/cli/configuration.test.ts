import { describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const configuration = 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n'
const wind = '# Wind\n\nWatch the grass.\n'
const academy = { 'hma-content.yaml': configuration, 'en/wind.md': wind }

const live = 'select id, slug, status::text, version from content_mgmt.content_items order by slug'

describe('a run that cannot be', () => {
  it.each([
    [
      'a key that is not known',
      'colections: []',
      /unknown key `colections`; did you mean `collections`/,
    ],
    ['a wrong value', 'source: { history: all }', /source\/history/],
    ['no YAML', 'source: [', /line \d+/],
    [
      'an address to fetch from',
      'source: { url: "ext::sh -c touch% ran" }',
      /`source` has an unknown key `url`/,
    ],
    ['a branch that is an option', 'source: { branch: --all }', /^\w+: /],
  ])('because of %s says so and exits with 2', async (_, line, message) => {
    await using source = await createRepository({
      ...academy,
      'hma-content.yaml': `${configuration}${line}\n`,
    })
    await source.commit()
    const run = await hma(source.directory, ['publish'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(message)
    expect(run.stderr).not.toMatch(/^\s+at /m)
    expect(await source.git('status', '--porcelain')).toBe('')
  })

  it('because nothing is there says what to do', async () => {
    await using source = await createRepository()
    const noConfiguration = await hma(source.directory, ['publish'])
    expect(noConfiguration).toMatchObject({ code: 2, stdout: '' })
    expect(noConfiguration.stderr).toContain('`hma-content init` proposes one')
    await source.write({ 'hma-content.yaml': configuration })
    const noCommit = await hma(source.directory, ['publish'])
    expect(noCommit).toMatchObject({ code: 3, stdout: '' })
    expect(noCommit.stderr).toContain('has no commit yet')
    const nothingPublished = await hma(source.directory, ['status'])
    expect(nothingPublished.code).toBe(3)
    expect(nothingPublished.stderr).toContain('Run `hma-content publish` first')
  })

  it('takes an empty address of a server for none, as a workflow without that secret gives it', async () => {
    await using source = await createPublished(academy)
    const run = await hma(source.directory, ['status'], { DATABASE_URL: '' })
    expect(run).toMatchObject({ code: 0, stderr: '' })
  })

  it('leaves the previous publication as it is', async () => {
    await using source = await createPublished(academy)
    const before = [await pointerOf(source.directory), await rowsOf(source.directory, live)]
    await source.write({ 'hma-content.yaml': 'version: 2\n' })
    expect((await hma(source.directory, ['publish'])).code).toBe(2)
    await source.write({ 'hma-content.yaml': configuration })
    await source.remove('en')
    await source.commit('Delete every file')
    const empty = await hma(source.directory, ['publish'])
    expect(empty.code).toBe(3)
    expect(empty.stderr).toContain('No file at this commit belongs to a collection')
    const planned = await hma(source.directory, ['plan', '--format', 'json'])
    expect(JSON.parse(planned.stdout)).toMatchObject({
      items: { archive: 1 },
      refused: 'No file at this commit belongs to a collection.',
    })
    const shown = await hma(source.directory, ['plan'])
    expect(shown.stderr).toContain('`publish` would refuse this: No file at this commit')
    expect([await pointerOf(source.directory), await rowsOf(source.directory, live)]).toEqual(
      before,
    )
    const meant = await hmaJson(source.directory, ['publish', '--allow-mass-change'])
    expect(meant).toMatchObject({ items: { archive: 1 }, release: 2 })
    expect(await hmaJson(source.directory, ['plan'])).toMatchObject({ refused: null })
  })
})

describe('a configuration that changed what its files are', () => {
  it('is refused until `--rebuild`, which gives the same rows where they are the same', async () => {
    await using source = await createPublished({ ...academy, 'en/stands.md': '# Stands\n\nSit.\n' })
    const rows = () =>
      rowsOf(
        source.directory,
        `select item.id, item.slug, item.status::text, version.id as version, version.digest
         from content_mgmt.content_items as item
         join versions.content_versions as version on version.content_id = item.id order by 1, 4`,
      )
    const before = await rows()
    await source.write({ 'hma-content.yaml': `${configuration}source: { languages: [en, es] }\n` })
    const refused = await hma(source.directory, ['publish'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('publish --rebuild')
    expect((await hma(source.directory, ['plan'])).code).toBe(3)
    await hmaJson(source.directory, ['publish', '--rebuild'])
    expect(before).toHaveLength(2)
    expect(await rows()).toEqual(before)
    const after = await hmaJson(source.directory, ['publish'])
    expect(after).toMatchObject({ items: { keep: 2, create: 0, update: 0 }, versions: 0 })
  })
})
