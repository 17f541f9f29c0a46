import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'teal' } })
  .png()
  .toBuffer()

const files = {
  'hma-content.yaml': `version: 1
source: { languages: [en, es] }
collections:
  - type: article
    files: docs/{slug}/index.md
    translations: docs/{slug}/index.{language}.md
    fields: { prerequisites: needs }
embedder: offline
`,
  'docs/wind/index.md': '# Wind\n\n## Thermals\n\n[Map](map.pdf) ![Shared](shared.png)\n',
  'docs/wind/index.es.md': '# Viento\n',
  'docs/wind/map.pdf': '%PDF-1.7\n',
  'docs/wind/unused.txt': 'notes',
  'docs/wind/shared.png': picture,
  'docs/air/index.md': '# Air\n\n## Thermals\n',
  'docs/air/index.es.md': '# Aire\n',
  'docs/stands/index.md':
    '---\nneeds: [wind]\n---\n[Wind](../wind/index.md#wind) [up](../wind/#thermals) ![Shared](../wind/shared.png)\n',
  'docs/stands/index.es.md': '[Viento](../wind/index.es.md)\n',
}

let source: TestRepository

beforeEach(async () => {
  source = await createRepository(files)
  await source.commit('Add the first articles')
})
afterEach(() => source.dispose())

const text = (path: string): Promise<string> => readFile(join(source.directory, path), 'utf8')
const docs = async (): Promise<readonly string[]> =>
  [...(await filesBelow(join(source.directory, 'docs'))).keys()].map((path) =>
    path.slice(source.directory.length + 6),
  )

describe('delete', () => {
  it('refuses while links lead to the lesson, lists them, and changes nothing', async () => {
    const before = await docs()
    const { code, stdout, stderr } = await hma(source.directory, ['delete', 'wind'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(
      '- docs/stands/index.md:4 LINK_MISSING: Expected a lesson at `../wind/index.md#wind`',
    )
    expect(stderr).toContain('- docs/stands/index.es.md:1 LINK_MISSING')
    expect(stderr).toContain('- docs/stands/index.md:2 PREREQUISITE_MISSING')
    expect(await docs()).toEqual(before)
  })

  it('deletes with --force, with translations and what only they use, and says what leads nowhere', async () => {
    const { code, stdout, stderr } = await hma(source.directory, ['delete', 'wind', '--force'])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'delete  docs/wind/index.md\ndelete  docs/wind/index.es.md\ndelete  docs/wind/map.pdf\n',
    })
    expect(stderr).toContain('LINK_MISSING')
    expect(stderr).toContain('archived by the next publish')
    expect(await docs()).toEqual([
      'air/index.es.md',
      'air/index.md',
      'stands/index.es.md',
      'stands/index.md',
      'wind/shared.png',
      'wind/unused.txt',
    ])
  })

  it('leads links, prerequisites and the old address to another lesson with --redirect', async () => {
    const args = ['delete', 'docs/wind', '--redirect', 'air']
    const planned = await hmaJson(source.directory, [...args, '--dry-run'])
    expect(await text('docs/wind/index.md')).toBe(files['docs/wind/index.md'])
    expect(await hmaJson(source.directory, args)).toEqual(planned)
    expect(await text('docs/stands/index.md')).toBe(
      '---\nneeds: [air]\n---\n[Wind](../air/index.md) [up](../air/#thermals) ![Shared](../wind/shared.png)\n',
    )
    expect(await text('docs/stands/index.es.md')).toBe('[Viento](../air/index.es.md)\n')
    expect(await text('docs/redirects.yaml')).toBe('wind: air\n')
    expect((await hma(source.directory, ['validate'])).stdout).toBe('No findings.\n')
  })

  it('refuses to lose what no commit has, unless forced', async () => {
    await source.write({ 'docs/alone/index.md': '# Alone\n' })
    const refused = await hma(source.directory, ['delete', 'alone'])
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('- docs/alone/index.md'),
    })
    expect(await text('docs/alone/index.md')).toBe('# Alone\n')
    await source.commit()
    await source.write({ 'docs/alone/index.md': '# Alone, edited\n' })
    expect(await hma(source.directory, ['delete', 'alone'])).toMatchObject({ code: 3 })
    expect(await hma(source.directory, ['delete', 'alone', '--force'])).toMatchObject({ code: 0 })
  })

  it.each([
    ['itself', ['wind', '--redirect', 'wind'], 'Expected another lesson'],
    ['what is not there', ['wind', '--redirect', 'rain'], 'Expected a lesson at `rain`'],
  ])('refuses a redirect to %s', async (_, args, told) => {
    const run = await hma(source.directory, ['delete', ...args])
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(told) })
  })

  it('has the lesson archived and its address redirected by the next publish', async () => {
    await seedState(source.directory)
    await hmaJson(source.directory, ['publish'])
    await hmaJson(source.directory, ['delete', 'wind', '--redirect', 'air'])
    await source.commit('Merge wind into air')
    await hmaJson(source.directory, ['publish'])
    const items = 'select slug, status::text from content_mgmt.content_items order by slug'
    expect(await rowsOf(source.directory, items)).toEqual([
      { slug: 'air', status: 'published' },
      { slug: 'stands', status: 'published' },
      { slug: 'wind', status: 'archived' },
    ])
    const redirects = `select redirect.slug as "from", item.slug as "to" from content_mgmt.redirects as redirect
      join content_mgmt.content_items as item on item.id = redirect.content_id`
    expect(await rowsOf(source.directory, redirects)).toEqual([{ from: 'wind', to: 'air' }])
  })
})
