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
import { filesWith, hmaJson, rowsOf } from '../support/cli.ts'

describe('publish, after a commit', () => {
  it('makes one version of one edit, and keeps the rest', async () => {
    await using source = await publishArticles({ wind, stands })
    await source.write({ 'en/wind.md': '# Wind\n\nWatch the leaves.\n' })
    await source.commit('Look up')
    const plan = await hmaJson<Plan>(source.directory, ['plan'])
    expect(plan.actions.map(({ action, reason, slug }) => [action, reason, slug])).toEqual([
      ['keep', 'unchanged', 'stands'],
      ['update', 'edited', 'wind'],
    ])
    const run = await publish(source)
    expect(run).toMatchObject({ items: { ...none, update: 1, keep: 1 }, versions: 1, release: 2 })
    expect(run.items).toEqual(plan.items)
    expect(await hmaJson(source.directory, ['history', 'wind'])).toMatchObject([
      { version: '1.0.1', change: 'patch', summary: 'Look up', fit: true },
      { version: '1.0.0', summary: 'Add the first texts' },
    ])
  })

  it('keeps the id of a renamed article and redirects from its old slug', async () => {
    await using source = await publishArticles({ wind, stands })
    const [before] = await rowsOf(
      source.directory,
      "select id from content_mgmt.content_items where slug = 'wind'",
    )
    await source.move('en/wind.md', 'en/thermals.md')
    await source.commit('Rename wind')
    const { actions } = await hmaJson<Plan>(source.directory, ['plan'])
    expect(actions).toMatchObject([
      { action: 'keep', slug: 'stands' },
      { action: 'update', reason: 'renamed from wind', slug: 'thermals' },
    ])
    expect(await publish(source)).toMatchObject({
      items: { ...none, update: 1, keep: 1 },
      versions: 0,
    })
    const moved = await rowsOf(
      source.directory,
      `select item.id, item.slug, item.status::text, redirect.slug as "from"
       from content_mgmt.content_items as item
       join content_mgmt.redirects as redirect on redirect.content_id = item.id`,
    )
    expect(moved).toEqual([{ id: before?.id, slug: 'thermals', status: 'published', from: 'wind' }])
    const history = await hmaJson<object[]>(source.directory, ['history', 'wind'])
    expect(history).toHaveLength(1)
  })

  it('archives what was deleted, takes its text away from readers, and revives its id', async () => {
    await using source = await publishArticles({ wind, stands })
    await source.remove('en/wind.md')
    await source.commit('Delete wind')
    expect(await publish(source)).toMatchObject({ items: { ...none, archive: 1, keep: 1 } })
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', status: 'published' },
      { slug: 'wind', status: 'archived' },
    ])
    expect(await hmaJson(source.directory, ['search', 'watch the grass'])).not.toContainEqual(
      expect.objectContaining({ slug: 'wind' }),
    )
    await source.write({ 'en/wind.md': wind })
    await source.commit('Restore wind')
    const { actions } = await hmaJson<Plan>(source.directory, ['plan'])
    expect(actions[1]).toMatchObject({ action: 'update', reason: 'restored', slug: 'wind' })
    await publish(source)
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', status: 'published' },
      { slug: 'wind', status: 'published', version: '1.0.0' },
    ])
  })

  it('records a draft, but shows and embeds nothing of it', async () => {
    await using source = await publishArticles({
      wind,
      secret:
        '---\ntitle: Secret\ndraft: true\n---\n# Secret\n\nThe zymurgy stand is unannounced.\n',
    })
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'secret', status: 'draft' },
      { slug: 'wind', status: 'published' },
    ])
    const seen = await rowsOf(
      source.directory,
      `select item.slug, count(distinct chunk.number)::int as chunks, count(distinct stored.id)::int as vectors
       from content_mgmt.content_items as item
       left join embeddings.live_chunks as chunk on chunk.content_id = item.id
       left join embeddings.content_embeddings as stored on stored.content_id = item.id
       group by item.slug order by item.slug`,
    )
    expect(seen).toEqual([
      { slug: 'secret', chunks: 0, vectors: 0 },
      { slug: 'wind', chunks: 1, vectors: 1 },
    ])
    const bucket = `${source.directory}/.hma-content/bucket`
    expect(await filesWith(bucket, 'grass')).toHaveLength(1)
    expect(await filesWith(bucket, 'zymurgy')).toEqual([])
    expect(await filesWith(bucket, 'Secret')).toEqual([])
  })
})
