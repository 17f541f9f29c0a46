import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { itemsOf, none, type Plan, publish, publishArticles, stands } from '../support/articles.ts'
import { hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

const photo = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 400, height: 300, channels: 3, background } })
    .jpeg()
    .toBuffer()

/** A JPEG that begins like one and ends before its pixels. */
const broken = async (): Promise<Buffer> => (await photo('#246')).subarray(0, 700)

const wind = (text: string): string => `# Wind\n\n${text}\n\n![Grass](grass.jpg)\n`

/** The document of an article as it is live. */
const documentOf = async (source: TestRepository, slug: string): Promise<string> => {
  const [row] = await rowsOf<{ readonly key: string }>(
    source.directory,
    `select document_key as key from pipeline.live
     join content_mgmt.content_items item on item.id = live.content_id where slug = '${slug}'`,
  )
  return readFile(join(source.directory, '.hma-content/bucket', row?.key ?? ''), 'utf8')
}

/** Rows of media, those that no live text uses first, and by which rule nothing could be made of them. */
const mediaOf = (source: TestRepository) =>
  rowsOf(
    source.directory,
    `select original_name, usage_count, optimization_status::text as status, metadata #>> '{failure,rule}' as why
     from assets.media_library order by usage_count`,
  )

describe('publish, where media cannot be published', () => {
  it('leaves what is live of the text, lets others move on, and tries again each time', async () => {
    await using source = await publishArticles({ stands })
    await source.write({ 'en/wind.md': wind('One.'), 'en/grass.jpg': await photo('#246') })
    await source.commit('Add wind')
    await publish(source)
    const before = await documentOf(source, 'wind')

    await source.write({
      'en/wind.md': wind('Two.'),
      'en/grass.jpg': await broken(),
      'en/stands.md': '# Stands\n\nSit higher.\n',
    })
    await source.commit('Break the picture, mend stands')
    const run = await publish(source, 1)
    expect(run).toMatchObject({ items: { ...none, update: 1, quarantine: 1 }, release: 3 })
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', status: 'published', version: '1.0.1' },
      { slug: 'wind', status: 'published', version: '1.0.0' },
    ])
    expect(await documentOf(source, 'wind')).toBe(before)

    const { actions } = await hmaJson<Plan>(source.directory, ['plan'])
    expect(actions).toMatchObject([{ action: 'keep' }, { action: 'update', slug: 'wind' }])
    const pointer = await pointerOf(source.directory)
    const again = await publish(source, 1)
    expect(again).toMatchObject({ items: { ...none, keep: 1, quarantine: 1 }, release: null })
    expect(await pointerOf(source.directory)).toEqual(pointer)
  })

  it('finds what is live again below several versions that wait, until the media are mended', async () => {
    await using source = await publishArticles({ stands })
    await source.write({ 'en/wind.md': wind('One.'), 'en/grass.jpg': await photo('#246') })
    await source.commit('Add wind')
    await publish(source)
    const before = await documentOf(source, 'wind')
    await source.write({ 'en/wind.md': wind('Two.'), 'en/grass.jpg': await broken() })
    await source.commit('Break the picture')
    await source.write({ 'en/wind.md': wind('Three.') })
    await source.commit('Reword wind')
    await publish(source, 1)
    expect(await itemsOf(source)).toMatchObject([{}, { slug: 'wind', version: '1.0.0' }])
    expect(await documentOf(source, 'wind')).toBe(before)
    const live = { original_name: 'en/grass.jpg', usage_count: 1, status: 'optimized', why: null }
    const failed = { ...live, usage_count: 0, status: 'failed', why: 'MEDIA_BROKEN' }
    expect(await mediaOf(source)).toEqual([failed, live])
    // Tried again, and noted once.
    await publish(source, 1)
    expect(await mediaOf(source)).toEqual([failed, live])

    await source.write({ 'en/grass.jpg': await photo('#642') })
    await source.commit('Mend the picture')
    expect(await publish(source)).toMatchObject({ items: { ...none, update: 1, keep: 1 } })
    expect(await documentOf(source, 'wind')).toContain('Three.')
    expect(await mediaOf(source)).toEqual([{ ...live, usage_count: 0 }, live])
    expect(await publish(source)).toMatchObject({ items: { ...none, keep: 2 }, release: null })
    expect(await hmaJson(source.directory, ['verify'])).toMatchObject({ findings: [] })
  })

  it('does not show a new text without them, nor its translation', async () => {
    await using source = await publishArticles({ stands })
    await source.write({
      'hma-content.yaml':
        'version: 1\nsource: { languages: [en, es] }\ncollections:\n  - type: article\n    files: en/{slug}.md\n    translations: "{language}/{slug}.md"\n',
      'en/wind.md': wind('One.'),
      'es/wind.md': '# Viento\n\nMira.\n',
      'en/grass.jpg': await broken(),
    })
    await source.commit('Add wind')
    await hmaJson(source.directory, ['publish', '--rebuild'], { code: 1 })
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', status: 'published' },
      { slug: 'wind', status: 'approved' },
    ])
    expect(await rowsOf(source.directory, 'select language from pipeline.live')).toHaveLength(1)

    await source.write({ 'en/grass.jpg': await photo('#246') })
    await source.commit('Mend the picture')
    await publish(source)
    expect(await rowsOf(source.directory, 'select language from pipeline.live')).toHaveLength(3)
    expect(await hmaJson(source.directory, ['verify'])).toMatchObject({ findings: [] })
  })
})
