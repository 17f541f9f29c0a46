import { describe, expect, it } from 'vitest'
import { openPublisher, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const pillar = (name: string): string => `name: ${name}\ndescription: What it holds.\n`
const course = (title: string): string =>
  `title: ${title}\ndescription: What it holds.\ndifficulty: beginner\n`

describe('pillars and courses', () => {
  it('keep an id derived from where they lie, with a version for each change', async () => {
    await using source = await createRepository({
      'p/pillar.yaml': pillar('Calls'),
      'p/c/course.yaml': course('Elk'),
    })
    await source.commit()
    await source.write({ 'p/c/course.yaml': course('Elk calls') })
    await source.commit()
    const { state, hierarchyVersions } = await replayed(source)
    const [elk, calls] = ['p/c/course.yaml', 'p/pillar.yaml'].map(
      (path) => state.hierarchy.get(path)?.entityId,
    )
    expect(elk).not.toBe(calls)
    expect(hierarchyVersions.map(({ entityId, kind }) => [entityId, kind])).toEqual([
      [elk, 'course'],
      [calls, 'pillar'],
      [elk, 'course'],
    ])
  })

  it.each([
    ['cannot be read', 'name: "Calls\n'],
    ['is not what its schema asks for', 'name: Calls\ndescription: All.\norder: 1.5\n'],
  ])('stay as they were while their file %s, and go with it', async (_, faulty) => {
    await using source = await createRepository({ 'p/pillar.yaml': pillar('Calls') })
    await source.commit()
    const before = (await replayed(source)).state.hierarchy
    expect(before.size).toBe(1)
    await source.write({ 'p/pillar.yaml': faulty })
    await source.commit()
    expect((await replayed(source)).state.hierarchy).toEqual(before)
    await source.remove('p/pillar.yaml')
    await source.commit()
    expect((await replayed(source)).state.hierarchy.size).toBe(0)
  })

  it('are still known by what they were after further pushes', async () => {
    await using source = await createRepository({ 'p/pillar.yaml': pillar('Calls') })
    await source.commit()
    const publisher = await openPublisher(source)
    await publisher.push()
    await source.write({ 'p/pillar.yaml': 'name: "Calls\n' })
    await source.commit()
    await publisher.push()
    await source.write({ 'notes.txt': 'x' })
    await source.commit()
    const { replay, sources } = await publisher.push()
    const blob = replay.state.hierarchy.get('p/pillar.yaml')?.blob ?? ''
    expect(sources.record('pillar', blob)?.metadata).toMatchObject({ name: 'Calls' })
  })
})
