import { describe, expect, it } from 'vitest'
import { at, itemOf, lesson, numbersOf, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

describe('replaying one file', () => {
  it('makes an item and its version 1.0.0 of a new file', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    const commit = await source.commit('Add a lesson')
    const outcome = await replayed(source)
    const item = itemOf(outcome, at('a'))
    expect(item).toMatchObject({ slug: 'p/c/a', type: 'lesson', quarantined: false, present: true })
    expect(outcome.versions).toHaveLength(1)
    expect(outcome.versions[0]).toMatchObject({
      itemId: item.id,
      version: { number: '1.0.0', commit, ordinal: 1, fit: true, draft: false, path: at('a') },
      changeType: 'major',
      summary: 'Add a lesson',
      before: null,
    })
  })

  it('makes a version of an edit, after the version it follows', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.write({ [at('a')]: lesson({}, 'Other words.') })
    await source.commit('Reword')
    const outcome = await replayed(source)
    expect(numbersOf(outcome, itemOf(outcome, at('a')))).toEqual(['1.0.0', '1.0.1'])
    expect(outcome.versions[1]?.before).toBe(outcome.versions[0]?.version.blob)
    expect(itemOf(outcome, at('a')).track.current).toEqual(outcome.versions[1]?.version)
  })

  it('makes no version of a reformatted file', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, '* one\n* two') })
    await source.commit()
    await source.write({ [at('a')]: lesson({}, '-   one\n-   two\n\n') })
    await source.commit()
    const outcome = await replayed(source)
    expect(numbersOf(outcome, itemOf(outcome, at('a')))).toEqual(['1.0.0'])
  })

  it('takes the size of a change from a trailer before the subject', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit('feat: lesson')
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit('fix: words\n\nMore.\n\nChange-Type: Major')
    await source.write({ [at('a')]: lesson({}, '# A heading\n\nTwo.') })
    await source.commit('Add a heading')
    const outcome = await replayed(source)
    expect(numbersOf(outcome, itemOf(outcome, at('a')))).toEqual(['1.0.0', '2.0.0', '2.1.0'])
  })

  it.each([
    ['a draft', { status: 'draft' }, { status: 'darft' }],
    ['until its date', { publish_at: '2030-01-01' }, { publish_at: '2030-02-30' }],
  ])('keeps a text back, %s, when the line that says so is misspelt', async (_, said, misspelt) => {
    await using source = await createRepository({ [at('a')]: lesson(said) })
    await source.commit()
    const { track } = itemOf(await replayed(source), at('a'))
    await source.write({ [at('a')]: lesson(misspelt) })
    await source.commit()
    expect(itemOf(await replayed(source), at('a'))).toMatchObject({ quarantined: true, track })
  })

  it('publishes a draft without another version', async () => {
    await using source = await createRepository({ [at('a')]: lesson({ status: 'draft' }) })
    await source.commit()
    await source.write({ [at('a')]: lesson({ status: 'published' }) })
    await source.commit()
    const outcome = await replayed(source)
    const item = itemOf(outcome, at('a'))
    expect(numbersOf(outcome, item)).toEqual(['1.0.0'])
    expect(outcome.versions[0]?.version.draft).toBe(true)
    expect(item.track.current?.draft).toBe(false)
  })

  it('makes a fit version where only a faulty status was mended', async () => {
    await using source = await createRepository({ [at('a')]: lesson({ status: 'publishd' }) })
    await source.commit()
    await source.write({ [at('a')]: lesson({ status: 'published' }) })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.versions.map(({ version }) => version.fit)).toEqual([false, true])
    expect(itemOf(outcome, at('a')).quarantined).toBe(false)
  })
})
