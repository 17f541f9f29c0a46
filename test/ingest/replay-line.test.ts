import { describe, expect, it } from 'vitest'
import { academy, at, configOf, lesson, openPublisher, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const id = '8c5eb83b-1f64-4f49-9a5d-c574a8327fa9'

describe('histories that are not followed', () => {
  it('take the head alone as one step with `history: head`', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    const head = await source.commit()
    const config = { ...academy, source: { ...academy.source, history: 'head' as const } }
    const publisher = await openPublisher(source, config)
    const { replay } = await publisher.push()
    expect(replay.versions.map(({ version }) => version.commit)).toEqual([head])
    expect(replay.state.ordinal).toBe(1)
    expect((await publisher.push()).replay.versions).toEqual([])
  })

  it('go from what is recorded to a forced head in one step, where that is allowed', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    const root = await source.git('rev-parse', 'HEAD')
    await source.write({ [at('a')]: lesson({}, 'Two.'), [at('b')]: lesson({}, 'B.') })
    await source.commit()
    const refusing = await openPublisher(source)
    const allowing = await openPublisher(source, {
      ...academy,
      source: { ...academy.source, forced: 'allow' },
    })
    await refusing.push()
    await allowing.push()
    await source.git('reset', '--quiet', '--hard', root)
    await source.write({ [at('a')]: lesson({}, 'Three.') })
    await source.commit()
    await source.write({ [at('a')]: lesson({}, 'Four.') })
    const head = await source.commit()
    await expect(refusing.push()).rejects.toMatchObject({ code: 'REFUSED' })
    const { replay } = await allowing.push()
    expect(replay.versions.map(({ version }) => version.commit)).toEqual([head])
    expect([...replay.state.items.values()].map(({ present }) => present).sort()).toEqual([
      false,
      true,
    ])
    expect(replay.state.ordinal).toBe(3)
  })

  it('are refused in a clone that lacks the start, unless only the head counts', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit()
    await using copy = await createRepository()
    await copy.git('fetch', '--quiet', '--depth=1', `file://${source.directory}`, 'main')
    await copy.git('reset', '--quiet', '--hard', 'FETCH_HEAD')
    await expect((await openPublisher(copy)).push()).rejects.toMatchObject({
      code: 'REFUSED',
      hint: expect.stringContaining('fetch-depth: 0'),
    })
  })
})

describe('an item of two collections', () => {
  it('keeps its declared id when its file moves from one to the other', async () => {
    const config = configOf(`
collections:
  - { type: article, files: 'articles/{slug}.md', fields: { id: uid } }
  - { type: video, files: 'videos/{slug}.md', fields: { id: uid } }
`)
    await using source = await createRepository({
      'articles/a.md': `---\nuid: ${id}\n---\nOne.\n`,
    })
    await source.commit()
    await source.move('articles/a.md', 'videos/a.md')
    await source.commit()
    await source.write({ 'videos/a.md': `---\nuid: ${id}\n---\nTwo.\n` })
    await source.commit()
    const { state, versions } = await replayed(source, config)
    expect(state.items.get(id)).toMatchObject({
      type: 'video',
      path: 'videos/a.md',
      present: true,
    })
    expect(versions.map(({ version }) => version.number)).toEqual(['1.0.0', '2.0.0'])
  })
})
