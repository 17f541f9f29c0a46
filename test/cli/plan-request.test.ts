import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/line/plan-actions.ts'
import { reportMark } from '../../src/output/format-request.ts'
import { hma, hmaJson } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { languages: [en, es] }
media: { widths: [32], formats: [webp], thumbnail: 16 }
collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
`
const wind = (first: string): string =>
  `# Wind\n\n${first}\n\n## At dusk\n\nCool air runs downhill.\n`
const files = {
  'hma-content.yaml': configuration,
  'en/wind.md': wind('It carries scent.'),
  'es/wind.md': '# Viento\n\nLleva el olor.\n\n## Al anochecer\n\nEl aire frío baja.\n',
  'en/stand.md': '# Stand\n\nSit still. [gone](gone.md)\n',
  'en/old.md': '# Old\n\nNobody reads this.\n',
}

/** A repository with a branch `edit` that changes, adds, renames and deletes lessons. */
const openRequest = async (): Promise<TestRepository> => {
  const source = await createRepository(files)
  await source.commit()
  await source.git('checkout', '--quiet', '-b', 'edit')
  const picture = { create: { width: 64, height: 48, channels: 3, background: '#346' } } as const
  await source.write({
    'en/wind.md': wind('It carries scent far.'),
    'en/tracks.md': '---\ntitle: Tracks | <b>\n---\n![A hoof](hoof.png) [gone](nowhere.md)\n',
    'en/hoof.png': await sharp(picture).png().toBuffer(),
    'en/draft.md': '---\ndraft: true\n---\n# Draft\n',
  })
  await source.move('en/stand.md', 'en/blind.md')
  await source.git('rm', '--quiet', 'en/old.md')
  await source.commit()
  return source
}

type Report = {
  readonly changes: readonly (Action & { readonly title: string; readonly status: string })[]
  readonly findings: Readonly<Record<'fresh' | 'older', readonly { readonly rule: string }[]>>
  readonly media: readonly { readonly path: string; readonly renditions: readonly object[] }[]
  readonly embeddings: {
    readonly embedded: number
    readonly dollars: number
    readonly model: string
  }
  readonly outdated: readonly { readonly path: string; readonly sections: readonly object[] }[]
  readonly redirects: readonly object[]
  readonly settings: readonly string[]
}

describe('plan --base', () => {
  it('says what merging changes: lessons, findings, media, vectors, translations, redirects', async () => {
    await using source = await openRequest()
    const report = await hmaJson<Report>(source.directory, ['plan', '--base', 'main'])
    expect(
      report.changes.map(({ action, slug, title, status }) => [action, slug, title, status]),
    ).toEqual([
      ['update', 'blind', 'Stand', 'live'],
      ['create', 'draft', 'Draft', 'draft'],
      ['archive', 'old', 'Old', 'archived'],
      ['create', 'tracks', 'Tracks | <b>', 'live'],
      ['update', 'wind', 'Wind', 'live'],
    ])
    expect(report.findings).toMatchObject({
      fresh: [{ rule: 'LINK_MISSING', path: 'en/tracks.md' }],
      older: [{ rule: 'LINK_MISSING', path: 'en/blind.md' }],
    })
    expect(report.media).toEqual([
      {
        path: 'en/hoof.png',
        size: expect.any(Number),
        dimensions: { width: 64, height: 48 },
        renditions: [{ format: 'webp', width: 32, size: expect.any(Number) }],
      },
    ])
    // The first section of the wind, and the new lesson; the renamed one has its vector.
    expect(report.embeddings).toMatchObject({ embedded: 2, model: 'text-embedding-ada-002' })
    expect(report.embeddings.dollars).toBeGreaterThan(0)
    expect(report.outdated).toMatchObject([
      { slug: 'wind', language: 'es', path: 'es/wind.md', sections: [{ change: 'changed' }] },
    ])
    expect(report.redirects).toEqual([{ from: 'stand', to: 'blind' }])
  })

  it('foretells what publish does once it is merged, and leaves nothing behind', async () => {
    await using source = await openRequest()
    const args = ['plan', '--base', 'main']
    const foretold = (await hmaJson<Report>(source.directory, args)).changes
    await source.git('checkout', '--quiet', 'main')
    expect(await hma(source.directory, ['publish'])).toMatchObject({ code: 0 })
    await source.git('merge', '--quiet', '--no-ff', 'edit')
    const plan = await hmaJson<{ readonly actions: readonly Action[] }>(source.directory, ['plan'])
    const done = plan.actions.filter(({ action }) => action !== 'keep')
    expect(foretold.map(({ title, status, ...action }) => action)).toEqual(done)
  })

  it('writes one comment, with links to the lines of the commit, in which titles are no markup', async () => {
    await using source = await openRequest()
    const links = 'https://example.org/academy/blob/abc/'
    const flags = ['--format', 'markdown', '--report', 'report.md', '--links', links]
    const { code, stdout } = await hma(source.directory, ['plan', '--base', 'main', ...flags])
    expect(code).toBe(0)
    expect(stdout).toContain('## hma-content: 5 lessons to change\n')
    expect(stdout.startsWith(`${reportMark}\n`)).toBe(true)
    expect(stdout).toContain('[**4:21**](https://example.org/academy/blob/abc/en/tracks.md#L4)')
    expect(stdout).toContain('**Tracks &#124; &#60;b&#62;**')
    expect(await readFile(join(source.directory, 'report.md'), 'utf8')).toBe(stdout)
  })

  it('goes by the configuration where the two parted, and refuses a change that breaks it', async () => {
    await using source = await createRepository(files)
    await source.commit()
    await source.git('checkout', '--quiet', '-b', 'edit')
    await source.write({
      'hma-content.yaml': `${configuration}rules: { LINK_MISSING: "off" }\n`,
      'en/tracks.md': '[gone](nowhere.md)\n',
    })
    await source.commit()
    const args = ['plan', '--base', 'main']
    const report = await hmaJson<Report>(source.directory, args)
    expect(report.settings).toEqual(['hma-content.yaml'])
    expect(report.findings.fresh).toMatchObject([{ rule: 'LINK_MISSING' }])
    await source.write({ 'hma-content.yaml': `${configuration}colections: []\n` })
    await source.commit()
    const refused = await hma(source.directory, args)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('did you mean `collections`?')
  })

  it('says which texts are live only once they are approved', async () => {
    const rules = 'review: { required: [{ texts: items, approvals: 1 }] }\n'
    await using source = await createRepository({
      ...files,
      'hma-content.yaml': configuration + rules,
    })
    await source.commit()
    await source.git('checkout', '--quiet', '-b', 'edit')
    await source.write({ 'en/wind.md': wind('It carries scent far.'), 'es/wind.md': '# Brisa\n' })
    await source.commit()
    const report = await hmaJson<Report>(source.directory, ['plan', '--base', 'main'])
    expect(report.changes.map(({ path, status }) => [path, status])).toEqual([
      ['en/wind.md', 'live once approved'],
      ['es/wind.md', 'live'],
    ])
  })

  it('reads nothing outside of the repository because a commit says so', async () => {
    await using source = await createRepository(files)
    await source.commit()
    await source.git('checkout', '--quiet', '-b', 'edit')
    await using other = await createRepository({ 'private.json': 'a secret' })
    const schema = join(other.directory, 'private.json')
    await source.write({
      'hma-content.yaml': configuration.replace('files: "en', `schema: "${schema}", files: "en`),
    })
    await source.commit()
    const refused = await hma(source.directory, ['--verbose', 'plan', '--base', 'main'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('The commit has no ')
    expect(refused.stderr).not.toContain('secret')
  })

  it('ends with 1 where it brings an error, also one that only the bytes of a picture show', async () => {
    await using source = await createRepository(files)
    await source.commit()
    await source.git('checkout', '--quiet', '-b', 'edit')
    const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    await source.write({ 'en/wind.md': '![Grass](grass.png)\n', 'en/grass.png': header })
    await source.commit()
    const flags = ['--base', 'main', '--format', 'github']
    const { code, stdout } = await hma(source.directory, ['plan', ...flags])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^::error file=en\/grass\.png,line=1,col=1,title=MEDIA_BROKEN::/m)
  })

  it.each([
    [['--links', 'https://example.org'], 'Without `--base`'],
    [['--format', 'markdown'], 'Without `--base`'],
    [['--base', 'main', '--links', 'javascript:alert(1)'], 'Expected an http or https'],
    [['--base', 'main', '--links', 'https://me:secret@example.org'], 'Expected an http or https'],
    [['--base', 'nowhere'], 'nowhere'],
  ])('refuses %j', async (flags, message) => {
    await using source = await createRepository(files)
    await source.commit()
    const refused = await hma(source.directory, ['plan', ...flags])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain(message)
    expect(refused.stderr).not.toContain('secret')
  })
})
