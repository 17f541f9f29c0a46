import { describe, expect, it } from 'vitest'
import { actionsOf, openPlanner } from '../support/planner.ts'
import { at, lesson } from '../support/replay.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const es = (body: string, fields: Readonly<Record<string, string>> = {}) =>
  lesson({ title: 'Una lección', ...fields }, body)

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** What the second push plans after the given change. */
const secondPlan = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  change: (source: TestRepository) => Promise<void>,
) => {
  await using source = await createRepository(files)
  await source.commit()
  const next = await openPlanner(source)
  await next()
  await change(source)
  await source.commit()
  return await next()
}

describe('actions of the first push', () => {
  it('create what is there, and quarantine what cannot be read', async () => {
    await using source = await createRepository({
      [at('a')]: lesson(),
      [at('a', 'es')]: es('Uno.'),
      [at('b')]: lesson({ draft: true }, 'B'),
      [at('c')]: lesson({ publish_at: '2027-01-01' }, 'C'),
      [at('d')]: '---\ntitle: "D\n---\n',
      [at('e')]: lesson({ difficulty: 'hard' }, 'E'),
    })
    await source.commit()
    const planned = await (await openPlanner(source))()
    expect(actionsOf(planned)).toEqual([
      'create p/c/a: new',
      'create p/c/a [es]: new',
      'create p/c/b: new, a draft',
      'create p/c/c: new, due 2027-01-01T00:00:00.000Z',
      expect.stringMatching(/^quarantine p\/c\/d: FM_/),
      expect.stringMatching(/^quarantine p\/c\/e: /),
    ])
    expect(planned.plan.texts.map(({ item, language }) => `${item.slug} ${language}`)).toEqual([
      'p/c/a en',
      'p/c/a es',
    ])
    expect(planned.plan.release).toBe(true)
  })
})

describe('actions of a later push', () => {
  const files = {
    [at('a')]: lesson({}, 'One.\n\n![Tracks](t.png)'),
    'p/c/a/t.png': png,
    [at('a', 'es')]: es('Uno.'),
  }

  it.each<readonly [string, readonly string[], (source: TestRepository) => Promise<void>]>([
    ['nothing of ours', [], (source) => source.write({ 'notes.txt': 'x' })],
    [
      'an edit',
      ['update p/c/a: edited'],
      (source) => source.write({ [at('a')]: lesson({}, 'Two.') }),
    ],
    [
      'another picture',
      ['update p/c/a: its media changed'],
      (source) => source.write({ 'p/c/a/t.png': Buffer.concat([png, png]) }),
    ],
    [
      'a picture that is none',
      ['quarantine p/c/a: MEDIA_TYPE'],
      (source) => source.write({ 'p/c/a/t.png': 'text' }),
    ],
    [
      'a rename',
      ['archive p/c/a [es]: gone', 'update p/c/b: renamed from p/c/a', 'create p/c/b [es]: new'],
      (source) => source.move('p/c/a', 'p/c/b'),
    ],
    [
      'a removal',
      ['archive p/c/a: gone from the branch', 'archive p/c/a [es]: gone'],
      (source) => source.remove('p/c/a'),
    ],
    [
      'a draft',
      ['update p/c/a: withdrawn, now a draft', 'update p/c/a [es]: no longer to be live'],
      (source) => source.write({ [at('a')]: lesson({ draft: true }, 'One.\n\n![Tracks](t.png)') }),
    ],
    [
      'another date',
      ['update p/c/a: rescheduled'],
      (source) =>
        source.write({
          [at('a')]: lesson({ unpublish_at: '2030-01-01' }, 'One.\n\n![Tracks](t.png)'),
        }),
    ],
    [
      'another id',
      ['quarantine p/c/a: ID_CHANGED'],
      (source) =>
        source.write({
          [at('a')]: lesson(
            { id: '11111111-1111-4111-8111-111111111111' },
            'One.\n\n![Tracks](t.png)',
          ),
        }),
    ],
    [
      'a translation',
      ['update p/c/a [es]: edited'],
      (source) => source.write({ [at('a', 'es')]: es('Dos.') }),
    ],
  ])('tell of %s', async (_, expected, change) => {
    const actions = actionsOf(await secondPlan(files, change))
    expect(actions.filter((action) => !action.startsWith('keep'))).toEqual(expected)
  })

  it('keep a file that is still quarantined, and update it once it is fit', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    const next = await openPlanner(source)
    await next()
    await source.write({ [at('a')]: lesson({ difficulty: 'hard' }, 'Two.') })
    await source.commit()
    expect(actionsOf(await next())).toEqual([expect.stringMatching(/^quarantine p\/c\/a/)])
    await source.write({ 'notes.txt': 'x' })
    await source.commit()
    const waiting = await next()
    expect(actionsOf(waiting)).toEqual(['keep p/c/a: still quarantined'])
    expect(waiting.plan.texts.map(({ version }) => version.number)).toEqual(['1.0.0'])
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit()
    expect(actionsOf(await next())).toEqual(['update p/c/a: edited'])
  })

  it('follow the calendar without a commit', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({ publish_at: '2026-07-01', unpublish_at: '2026-08-01' }),
    })
    await source.commit()
    const next = await openPlanner(source)
    expect((await next('2026-06-30T23:59:59.000Z')).plan.texts).toEqual([])
    expect(actionsOf(await next('2026-07-01T00:00:00.000Z'))).toEqual([
      'update p/c/a: not released yet',
    ])
    expect(actionsOf(await next('2026-07-02T00:00:00.000Z'))).toEqual(['keep p/c/a: unchanged'])
    const ended = await next('2026-08-01T00:00:00.000Z')
    expect(actionsOf(ended)).toEqual(['update p/c/a: no longer to be live'])
    expect(ended.plan).toMatchObject({ release: true, gone: [{ language: 'en' }] })
  })

  it('are none but `keep` where nothing happened, and nothing is released again', async () => {
    await using source = await createRepository(files)
    await source.commit()
    const next = await openPlanner(source)
    await next()
    const again = await next()
    expect(actionsOf(again)).toEqual(['keep p/c/a: unchanged', 'keep p/c/a [es]: unchanged'])
    expect(again.plan).toMatchObject({ release: false, render: [], gone: [] })
  })

  it('make a document again where what it links to changed its id, and only then', async () => {
    const { plan } = await secondPlan(
      { [at('a')]: lesson({}, '[Next](../b/index.md)'), [at('c')]: lesson({}, 'C') },
      (source) => source.write({ [at('b')]: lesson({}, 'B') }),
    )
    expect(plan.render.map(({ item }) => item.slug).toSorted()).toEqual(['p/c/a', 'p/c/b'])
    expect(actionsOf({ plan })).toContain('update p/c/a: what it links to changed')
  })
})

describe('translations of a plan', () => {
  const judged = async (
    files: Readonly<Record<string, string>>,
    change: (source: TestRepository) => Promise<void>,
  ) => {
    const { plan } = await secondPlan(files, change)
    const states = plan.translations.map(
      ({ translation, freshness }) => `${translation.path} ${freshness.state}`,
    )
    return { states, orphaned: plan.orphaned, missing: plan.missing }
  }

  it('are outdated by an edit of the source', async () => {
    const files = { [at('a')]: lesson({}, 'One.'), [at('a', 'es')]: es('Uno.') }
    expect(
      await judged(files, (source) => source.write({ [at('a')]: lesson({}, 'Two.') })),
    ).toEqual({ states: [`${at('a', 'es')} outdated`], orphaned: [], missing: 1 })
  })

  it('stay current while the source is only reformatted or renamed', async () => {
    const files = { [at('a')]: lesson({}, 'One.'), [at('a', 'es')]: es('Uno.') }
    const change = async (source: TestRepository) => {
      await source.move(at('a'), at('b'))
      await source.write({ [at('b')]: lesson({}, 'One.\n\n') })
    }
    expect(await judged(files, change)).toMatchObject({ states: [`${at('a', 'es')} current`] })
  })

  it('are judged by the source blob that they name', async () => {
    const files = { [at('a')]: lesson({}, 'One.'), [at('a', 'es')]: es('Uno.') }
    const change = async (source: TestRepository) => {
      const old = await source.git('rev-parse', `HEAD:${at('a')}`)
      await source.write({
        [at('a')]: lesson({}, 'Two.'),
        [at('a', 'es')]: es('Uno, pero mejor.', { source_blob: old }),
      })
    }
    expect(await judged(files, change)).toMatchObject({ states: [`${at('a', 'es')} outdated`] })
    const stampHead = async (source: TestRepository) => {
      await source.write({ [at('a')]: lesson({}, 'Two.') })
      const blob = await source.git('hash-object', at('a'))
      await source.commit()
      await source.write({ [at('a', 'es')]: es('Uno.', { source_blob: blob }) })
    }
    expect(await judged(files, stampHead)).toMatchObject({ states: [`${at('a', 'es')} current`] })
  })

  it('are outdated where the blob they name is not in the repository', async () => {
    const files = { [at('a')]: lesson({}, 'One.'), [at('a', 'es')]: es('Uno.') }
    const change = (source: TestRepository) =>
      source.write({ [at('a', 'es')]: es('Uno.', { source_blob: 'f'.repeat(40) }) })
    expect(await judged(files, change)).toMatchObject({ states: [`${at('a', 'es')} outdated`] })
  })

  it('are orphaned with their source, and adopted when one appears', async () => {
    const files = { [at('b', 'es')]: es('Dos.'), [at('a')]: lesson({}, 'One.') }
    expect(await judged(files, async () => {})).toMatchObject({
      states: [],
      orphaned: [at('b', 'es')],
      missing: 2,
    })
    expect(
      await judged(files, (source) => source.write({ [at('b')]: lesson({}, 'Two.') })),
    ).toMatchObject({ states: [`${at('b', 'es')} outdated`], orphaned: [], missing: 3 })
  })

  it('are judged from when they were written, where a wrong name is mended later', async () => {
    const files = { [at('a')]: lesson({}, 'One.'), [at('typo', 'es')]: es('Uno.') }
    const rename = (source: TestRepository) => source.move(at('typo', 'es'), at('a', 'es'))
    expect(await judged(files, rename)).toMatchObject({ states: [`${at('a', 'es')} current`] })
    const editAndRename = async (source: TestRepository) => {
      await source.write({ [at('a')]: lesson({}, 'Two.') })
      await source.commit()
      await rename(source)
    }
    expect(await judged(files, editAndRename)).toMatchObject({
      states: [`${at('a', 'es')} outdated`],
    })
  })
})
