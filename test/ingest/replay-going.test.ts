import { describe, expect, it } from 'vitest'
import { at, itemOf, lesson, numbersOf, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

describe('replaying files that go and come', () => {
  it('archives a deleted file and revives its item when it is restored', async () => {
    await using source = await createRepository({ [at('a')]: lesson(), [at('b')]: lesson({}, 'B') })
    await source.commit()
    const first = itemOf(await replayed(source), at('a'))
    await source.remove(at('a'))
    await source.commit()
    const gone = (await replayed(source)).state.items.get(first.id)
    expect(gone).toMatchObject({ present: false, gone: 2, slug: 'p/c/a' })
    await source.write({ [at('a')]: lesson() })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toEqual(first)
    expect(numbersOf(outcome, first)).toEqual(['1.0.0'])
  })

  it('leaves the item of a file that cannot be read any more at its last version', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.write({ [at('a')]: '---\ntitle: "A\n---\n' })
    await source.commit()
    const outcome = await replayed(source)
    const item = itemOf(outcome, at('a'))
    expect(item).toMatchObject({ quarantined: true, present: true })
    expect(numbersOf(outcome, item)).toEqual(['1.0.0'])
  })

  it('keeps the item of a file that was renamed while it could not be read', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.\n\nTwo.') })
    await source.commit()
    const before = itemOf(await replayed(source), at('a'))
    await source.write({ [at('a')]: lesson({}, 'One.\n\nTwo.').replace('title: "A', 'title: "A"') })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.commit()
    expect(itemOf(await replayed(source), at('b'))).toMatchObject({
      id: before.id,
      quarantined: true,
    })
    await source.write({ [at('b')]: lesson({}, 'One.\n\nTwo.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('b'))).toMatchObject({
      id: before.id,
      slug: 'p/c/b',
      quarantined: false,
    })
    expect(outcome.versions).toHaveLength(1)
  })

  it('keeps the item of a file that became a link', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.entries([
      {
        name: 'p',
        content: [
          {
            name: 'c',
            content: [
              { name: 'a', content: [{ name: 'index.md', mode: '120000', content: 'elsewhere' }] },
            ],
          },
        ],
      },
    ])
    const outcome = await replayed(source)
    expect(itemOf(outcome, at('a'))).toMatchObject({ present: true, quarantined: true })
    expect(outcome.versions).toHaveLength(1)
  })
})
