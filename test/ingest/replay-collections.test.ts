import { expect, it } from 'vitest'
import { releaseEntries } from '../../src/publish/live.ts'
import { configOf, openPublisher } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const id = '11111111-1111-4111-8111-111111111111'
const config = configOf(`
collections:
  - { type: lesson, files: 'lessons/{slug}.md', fields: { id: uid, publish_at: date } }
  - { type: article, files: 'articles/{slug}.md', fields: { id: uid, publish_at: date } }
  - { type: lesson, name: more, files: 'more/{slug}.md', fields: { id: uid, title: name } }
`)

it('reads a text that is live as what its item is now, where that came from another collection', async () => {
  const text = (fields = '') => `---\ntitle: Wind\nuid: ${id}\n${fields}---\n\nWatch the grass.\n`
  await using source = await createRepository({ 'lessons/wind.md': text() })
  await source.commit()
  await source.remove('lessons/wind.md')
  await source.write({ 'articles/wind.md': text('date: 2030-01-01\nlevel: 2\n') })
  const second = await source.commit()
  const { replay, sources } = await (await openPublisher(source, config)).push()
  const [live, ...others] = releaseEntries(replay.state, 'en', '2026-06-01T00:00:00Z')
  expect(others).toEqual([])
  expect(live).toMatchObject({ item: { id, type: 'article' }, version: { number: '1.0.0' } })
  expect(live?.version.commit).not.toBe(second)
  expect(sources.record('article', live?.version.blob ?? '')?.fields?.title).toBe('Wind')
})

it.each([
  ['major, where its type is another', 'articles/wind.md', '2.0.0'],
  ['no more than its text says, where its type is the same', 'more/wind.md', '1.0.1'],
])('counts a move to another collection as %s', async (_what, path, number) => {
  const text = (body: string) => `---\ntitle: Wind\nuid: ${id}\n---\n\n${body}\n`
  await using source = await createRepository({ 'lessons/wind.md': text('Watch the grass.') })
  const inParts = await openPublisher(source, config)
  await source.commit()
  await inParts.push()
  await source.remove('lessons/wind.md')
  await source.write({ [path]: text('Watch the smoke.') })
  await source.commit()
  const atOnce = await openPublisher(source, config)
  for (const publisher of [inParts, atOnce]) {
    const { replay } = await publisher.push()
    expect(replay.state.items.get(id)?.track.current).toMatchObject({ path, number })
  }
})
