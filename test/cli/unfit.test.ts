import { describe, expect, it } from 'vitest'
import {
  itemsOf,
  none,
  type Plan,
  publish,
  publishArticles,
  stands,
  wind,
} from '../support/articles.ts'
import { hma, hmaJson, pointerOf } from '../support/cli.ts'

describe('publish, where a file is not fit', () => {
  it('quarantines it, leaves its last version live, and lets the others move on', async () => {
    await using source = await publishArticles({ wind, stands })
    await source.write({
      'en/wind.md': '---\ntitle: [unclosed\n---\n# Wind\n\nBroken.\n',
      'en/stands.md': '# Stands\n\nSit higher.\n',
    })
    await source.commit('Break wind, mend stands')
    const run = await publish(source, 1)
    expect(run).toMatchObject({ items: { ...none, update: 1, quarantine: 1 }, release: 2 })
    expect(run.diagnostics.error).toBeGreaterThan(0)
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', status: 'published', version: '1.0.1' },
      { slug: 'wind', status: 'published', version: '1.0.0' },
    ])
    const [hit] = await hmaJson<object[]>(source.directory, ['search', 'watch the grass'])
    expect(hit).toMatchObject({ slug: 'wind', snippet: expect.stringContaining('grass') })

    const { actions } = await hmaJson<Plan>(source.directory, ['plan'])
    expect(actions).toMatchObject([
      { action: 'keep', slug: 'stands' },
      { action: 'keep', reason: 'still quarantined', slug: 'wind' },
    ])
    expect(await publish(source)).toMatchObject({ items: { ...none, keep: 2 } })

    await source.write({ 'en/wind.md': '# Wind\n\nMended.\n' })
    await source.commit('Mend wind')
    expect(await publish(source)).toMatchObject({ items: { ...none, update: 1, keep: 1 } })
  })

  it('refuses two files with one identity and changes nothing', async () => {
    await using source = await publishArticles({ wind })
    const twin = '---\nslug: twin\n---\n# Twin\n\nText.\n'
    await source.write({
      'en/a.md': twin,
      'en/b.md': `${twin}More.\n`,
      'en/wind.md': '# Wind\n\nNew.\n',
    })
    await source.commit('Add twins')
    const before = [await pointerOf(source.directory), await itemsOf(source)]
    const run = await hma(source.directory, ['publish', '--format', 'json'])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('REFUSED: Two files have one identity')
    expect(run.stderr).toMatch(/en\/[ab]\.md/)
    expect([await pointerOf(source.directory), await itemsOf(source)]).toEqual(before)
    expect(await hmaJson<object[]>(source.directory, ['history', 'wind'])).toHaveLength(1)
  })

  it('refuses to take down a large part of the articles unless that is allowed', async () => {
    const slugs = Array.from({ length: 26 }, (_, number) => `wind-${number + 10}`)
    await using source = await publishArticles({
      stands,
      ...Object.fromEntries(slugs.map((slug) => [slug, `# ${slug}\n\nText of ${slug}.\n`])),
    })
    await source.remove(...slugs.map((slug) => `en/${slug}.md`))
    await source.commit('Delete nearly everything')
    const refused = await hma(source.directory, ['publish'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('This would take down 26 of 27 live items.')
    expect(refused.stderr).toContain('--allow-mass-change')
    expect((await pointerOf(source.directory))?.sequence).toBe(1)
    const allowed = await hmaJson(source.directory, ['publish', '--allow-mass-change'])
    expect(allowed).toMatchObject({ items: { ...none, archive: 26, keep: 1 }, release: 2 })
  })
})
