import { describe, expect, it } from 'vitest'
import { at, itemOf, lesson, numbersOf, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const [idA, idB, idC] = ['1', '2', '3'].map(
  (digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`,
)

describe('replaying moves', () => {
  it('keeps the id of a renamed file and notes its former slug', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.commit()
    const outcome = await replayed(source)
    const item = itemOf(outcome, at('b'))
    expect(outcome.state.items.size).toBe(1)
    expect(item.slug).toBe('p/c/b')
    expect(numbersOf(outcome, item)).toEqual(['1.0.0'])
    expect(outcome.state.former).toEqual([
      { type: 'lesson', slug: 'p/c/a', path: at('a'), itemId: item.id, ordinal: 2 },
    ])
  })

  it('keeps the id of a file that was renamed and edited, while most lines stay', async () => {
    const lines = (last: string) => lesson({}, `1\n2\n3\n4\n5\n${last}`)
    await using source = await createRepository({
      [at('a')]: lines('6'),
      [at('x')]: lesson({}, 'x'),
    })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.write({ [at('b')]: lines('seven') })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.state.items.size).toBe(2)
    expect(numbersOf(outcome, itemOf(outcome, at('b')))).toEqual(['1.0.0', '1.0.1'])
  })

  it('moves a lesson to another course', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.move(at('a'), 'p/other/a/index.md')
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, 'p/other/a/index.md').slug).toBe('p/other/a')
    expect(outcome.state.items.size).toBe(1)
  })

  it('takes a change of capital letters alone for a rename', async () => {
    await using source = await createRepository({ 'p/c/Elk/index.md': lesson() })
    await source.commit()
    await source.git('mv', 'p/c/Elk', 'p/c/elk-')
    await source.git('mv', 'p/c/elk-', 'p/c/elk')
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.state.items.size).toBe(1)
    expect(itemOf(outcome, 'p/c/elk/index.md')).toMatchObject({
      quarantined: false,
      slug: 'p/c/elk',
    })
  })

  it('follows ids that two or three files exchange', async () => {
    const files = (a = idA, b = idB, c = idC) => ({
      [at('a')]: lesson({ id: `${a}` }, `Text ${a}.`),
      [at('b')]: lesson({ id: `${b}` }, `Text ${b}.`),
      [at('c')]: lesson({ id: `${c}` }, `Text ${c}.`),
    })
    await using source = await createRepository(files())
    await source.commit()
    await source.write(files(idB, idA, idC))
    await source.commit('Swap two')
    await source.write(files(idC, idB, idA))
    await source.commit('Turn round three')
    const outcome = await replayed(source)
    expect(['a', 'b', 'c'].map((slug) => itemOf(outcome, at(slug)).id)).toEqual([idC, idB, idA])
    expect(['a', 'b', 'c'].map((slug) => itemOf(outcome, at(slug)).slug)).toEqual([
      'p/c/a',
      'p/c/b',
      'p/c/c',
    ])
    expect(outcome.versions).toHaveLength(3)
    expect([...outcome.state.items.values()].some(({ quarantined }) => quarantined)).toBe(false)
  })

  it('lets two lessons swap slugs by front matter', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({ slug: 'x' }, 'A.'),
      [at('b')]: lesson({ slug: 'y' }, 'B.'),
    })
    await source.commit()
    await source.write({
      [at('a')]: lesson({ slug: 'y' }, 'A.'),
      [at('b')]: lesson({ slug: 'x' }, 'B.'),
    })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toMatchObject({ slug: 'p/c/y', quarantined: false })
    expect(itemOf(outcome, at('b'))).toMatchObject({ slug: 'p/c/x', quarantined: false })
    expect(outcome.conflicts).toEqual([])
  })

  it('gives a new file at a slug whose item moved away an id of its own', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'Old words stand here.') })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.commit()
    await source.write({ [at('a')]: lesson({ title: 'New' }, 'Quite another text.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a')).id).not.toBe(itemOf(outcome, at('b')).id)
    expect(itemOf(outcome, at('a')).slug).toBe('p/c/a')
  })
})
