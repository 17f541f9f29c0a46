import { describe, expect, it } from 'vitest'
import { at, itemOf, lesson, openPublisher, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const idA = '11111111-1111-4111-8111-111111111111'
const idB = '22222222-1111-4111-8111-111111111111'

describe('an id that changes', () => {
  it.each([
    ['given to a lesson that had none', {}, 'Glass the far ridge first.'],
    ['changed', { id: idB }, 'Glass the far ridge first.'],
    ['changed together with the text', { id: idB }, 'Quite other words.'],
  ])('is an error where it is %s, and the item keeps its place', async (_, fields, body) => {
    await using source = await createRepository({ [at('a')]: lesson(fields) })
    await source.commit()
    const before = itemOf(await replayed(source), at('a'))
    await source.write({ [at('a')]: lesson({ id: idA }, body) })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toEqual({ ...before, quarantined: true })
    expect(outcome.state.items.size).toBe(1)
    expect(outcome.conflicts).toEqual([])
    const { replay } = await (await openPublisher(source)).push()
    expect(replay.misfits).toMatchObject([{ path: at('a'), severity: 'error', rule: 'ID_CHANGED' }])
    await source.write({ [at('a')]: lesson(fields) })
    await source.commit()
    expect(itemOf(await replayed(source), at('a'))).toEqual(before)
  })

  it('is none where the id that was derived is written down', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    const { id } = itemOf(await replayed(source), at('a'))
    await source.write({ [at('a')]: lesson({ id }) })
    await source.commit()
    expect(itemOf(await replayed(source), at('a'))).toMatchObject({ id, quarantined: false })
  })
})

describe('an id in two files', () => {
  const copied = () =>
    createRepository({
      [at('a')]: lesson({ id: idA }, 'First.'),
      [at('b')]: lesson({ id: idA }, 'Copied from the first, then changed.'),
    })

  it('is a conflict of the file that came later or sorts later', async () => {
    await using source = await copied()
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.state.items.size).toBe(1)
    expect(itemOf(outcome, at('a')).id).toBe(idA)
    expect(outcome.conflicts).toMatchObject([{ path: at('b'), rule: 'ID_DUPLICATE' }])
    expect(outcome.conflicts[0]?.message).toContain(at('a'))
  })

  it('belongs to the other file once the first is gone', async () => {
    await using source = await copied()
    await source.commit()
    await source.remove(at('a'))
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.conflicts).toEqual([])
    expect(itemOf(outcome, at('b'))).toMatchObject({ id: idA, slug: 'p/c/b', quarantined: false })
    expect(outcome.state.items.size).toBe(1)
  })

  it.each([
    ['without an id', {}],
    ['with another id', { id: idB }],
  ])('is no conflict any more once the later file is %s', async (_, fields) => {
    await using source = await copied()
    await source.commit()
    await source.write({ [at('b')]: lesson(fields, 'Copied from the first, then changed.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.conflicts).toEqual([])
    expect(itemOf(outcome, at('a'))).toMatchObject({ id: idA, quarantined: false })
    expect(itemOf(outcome, at('b')).id).not.toBe(idA)
  })

  it.each([
    ['declared', idA],
    ['derived, and written down since', undefined],
  ])(
    'goes to the file that asks for it, not to a new one where its lesson was: one %s',
    async (_, id) => {
      await using source = await createRepository({ [at('a')]: lesson({ ...(id && { id }) }) })
      await source.commit()
      const item = itemOf(await replayed(source), at('a'))
      await source.remove(at('a'))
      await source.commit()
      await source.write({ [at('a')]: lesson({}, 'New.'), [at('b')]: lesson({ id: item.id }) })
      await source.commit()
      const outcome = await replayed(source)
      expect(outcome.conflicts).toEqual([])
      expect(itemOf(outcome, at('b'))).toMatchObject({ id: item.id, slug: 'p/c/b' })
      expect(itemOf(outcome, at('a')).id).not.toBe(item.id)
    },
  )

  it('goes with the file that declares it where a new one takes its place in the same commit', async () => {
    const body = 'Glass the far ridge first.'
    await using source = await createRepository({ [at('a')]: lesson({ id: idA }, body) })
    await source.commit()
    await source.write({
      [at('a')]: lesson({}, 'New, and without an id.'),
      [at('b')]: lesson({ id: idA }, body),
    })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.conflicts).toEqual([])
    expect(itemOf(outcome, at('b'))).toMatchObject({ id: idA, slug: 'p/c/b', quarantined: false })
    expect(itemOf(outcome, at('a')).id).not.toBe(idA)
    expect(outcome.versions.filter(({ itemId }) => itemId === idA)).toHaveLength(1)
  })

  it('stays where it is while the file there cannot be read', async () => {
    await using source = await createRepository({ [at('a')]: lesson({ id: idA }, 'First.') })
    await source.commit()
    await source.write({ [at('a')]: '---\ntitle: [\n---\n', [at('b')]: lesson({ id: idA }) })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toMatchObject({ id: idA, quarantined: true })
    expect(outcome.conflicts).toMatchObject([{ path: at('b'), rule: 'ID_DUPLICATE' }])
    await source.write({ [at('a')]: lesson({}, 'Mended, without an id.') })
    await source.commit()
    const mended = await replayed(source)
    expect(mended.conflicts).toEqual([])
    expect(itemOf(mended, at('b'))).toMatchObject({ id: idA, slug: 'p/c/b' })
  })

  it('belongs to the later file once the first declares another', async () => {
    await using source = await copied()
    await source.commit()
    await source.write({ [at('a')]: lesson({ id: idB }, 'First.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.conflicts).toEqual([])
    expect(itemOf(outcome, at('b'))).toMatchObject({ id: idA, quarantined: false })
    expect(itemOf(outcome, at('a'))).toMatchObject({ id: idB, quarantined: false })
  })
})

describe('a slug in two files', () => {
  it('is a conflict until one of them changes it', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({ slug: 'x' }, 'A.'),
      [at('b')]: lesson({ slug: 'x' }, 'B.'),
    })
    await source.commit()
    const first = await replayed(source)
    expect(first.conflicts).toMatchObject([{ path: at('b'), rule: 'SLUG_DUPLICATE' }])
    await source.write({ [at('a')]: lesson({ slug: 'y' }, 'A.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.conflicts).toEqual([])
    expect(itemOf(outcome, at('b'))).toMatchObject({ slug: 'p/c/x', quarantined: false })
  })

  it('leaves a lesson its own slug while it asks for that of another', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({}, 'A.'),
      [at('b')]: lesson({}, 'B.'),
    })
    await source.commit()
    await source.write({ [at('b')]: lesson({ slug: 'a' }, 'B.') })
    await source.commit()
    await source.write({ [at('c')]: lesson({ slug: 'b' }, 'C.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('b'))).toMatchObject({ slug: 'p/c/b', quarantined: true })
    expect(outcome.conflicts.map(({ path }) => path)).toEqual([at('b')])
    await source.remove(at('a'))
    await source.commit()
    const freed = await replayed(source)
    expect(itemOf(freed, at('b'))).toMatchObject({ slug: 'p/c/a', quarantined: false })
    expect(itemOf(freed, at('c'))).toMatchObject({ slug: 'p/c/b', quarantined: false })
    expect(freed.conflicts).toEqual([])
  })

  it('holds back names that differ by capital letters alone until one is gone', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'A.') })
    await source.commit()
    const content = (name: string, text: string) => ({
      name,
      content: [{ name: 'index.md', content: lesson({}, text) }],
    })
    const both = [content('A', 'Another.'), content('a', 'A.')]
    await source.entries([{ name: 'p', content: [{ name: 'c', content: both }] }])
    const twins = await replayed(source)
    expect(itemOf(twins, at('a')).quarantined).toBe(true)
    expect(twins.versions).toHaveLength(1)
    await source.entries([{ name: 'p', content: [{ name: 'c', content: both.slice(0, 1) }] }])
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('A'))).toMatchObject({ quarantined: false })
    expect(outcome.state.items.size).toBe(2)
  })

  it('waits, and stops nobody, while a file that moved away with it cannot be read', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'A.\n\nOf old.') })
    await source.commit()
    await source.remove(at('a'))
    await source.write({
      [at('b')]: lesson({}, 'A.\n\nOf old.').replace('title: "A', 'title: "A"'),
    })
    await source.commit()
    await source.write({ [at('a')]: lesson({ title: 'New' }, 'Nothing of that.') })
    await source.commit()
    const publisher = await openPublisher(source)
    const { replay } = await publisher.push()
    expect(replay.conflicts).toEqual([])
    expect(replay.misfits).toMatchObject([{ path: at('a'), severity: 'error', rule: 'SLUG_HELD' }])
    await source.write({ [at('b')]: lesson({}, 'A.\n\nOf old.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toMatchObject({ slug: 'p/c/a', quarantined: false })
    expect(itemOf(outcome, at('b'))).toMatchObject({ slug: 'p/c/b', quarantined: false })
  })
})
