import { describe, expect, it } from 'vitest'
import { at, lesson, openPublisher, replayed } from '../support/replay.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const es = (body: string, fields: Readonly<Record<string, string>> = {}) =>
  lesson({ title: 'Una lección', ...fields }, body)

describe('what a translation was made from', () => {
  it('is the source as of the commit that last changed its text', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    await source.write({ [at('a', 'es')]: es('Uno.') })
    await source.commit()
    const made = await source.git('rev-parse', `HEAD:${at('a')}`)
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit()
    await source.write({ [at('a', 'es')]: es('Uno.\n\n', { status: 'published' }) })
    await source.commit('Only reformat')
    const outcome = await replayed(source)
    expect(outcome.state.translations.get(at('a', 'es'))).toMatchObject({
      madeFrom: made,
      language: 'es',
      sourcePath: at('a'),
    })
    expect(outcome.translationVersions.map(({ madeFrom }) => madeFrom)).toEqual([made])
  })

  it('stays a question where there was no source yet', async () => {
    await using source = await createRepository({ [at('a', 'es')]: es('Uno.') })
    const commit = await source.commit()
    await source.write({ [at('a')]: lesson() })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.state.translations.get(at('a', 'es'))?.madeFrom).toEqual({
      commit,
      paths: [at('a')],
    })
  })

  it('follows the source to another path, while the translation carries the old one', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.commit()
    await source.write({ [at('a', 'es')]: es('Uno.') })
    await source.commit()
    const blob = await source.git('rev-parse', `HEAD:${at('b')}`)
    const outcome = await replayed(source)
    expect(outcome.state.translations.get(at('a', 'es'))?.madeFrom).toBe(blob)
  })

  it('stays as it was where the translation is renamed with its source', async () => {
    await using source = await createRepository({
      [at('a')]: lesson(),
      [at('a', 'es')]: es('Uno.'),
    })
    await source.commit()
    const blob = await source.git('rev-parse', `HEAD:${at('a')}`)
    await source.write({ [at('a')]: lesson({}, 'Glass the far ridge first.\n\nAnd wait.') })
    await source.commit()
    await source.move(at('a'), at('b'))
    await source.move(at('a', 'es'), at('b', 'es'))
    await source.commit()
    const outcome = await replayed(source)
    expect([...outcome.state.translations.keys()]).toEqual([at('b', 'es')])
    expect(outcome.state.translations.get(at('b', 'es'))?.madeFrom).toBe(blob)
    expect(outcome.translationVersions).toHaveLength(1)
  })

  it('is the source on the side branch on which the translation was changed, not that of the merge', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    const old = await source.git('rev-parse', `HEAD:${at('a')}`)
    await source.git('checkout', '--quiet', '-b', 'side')
    await source.write({ [at('a', 'es')]: es('Uno.') })
    await source.commit()
    await source.git('checkout', '--quiet', 'main')
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit()
    await source.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
    const outcome = await replayed(source)
    expect(outcome.state.translations.get(at('a', 'es'))?.madeFrom).toBe(old)
    expect(outcome.translationVersions.map(({ madeFrom }) => madeFrom)).toEqual([old])
  })

  it('is found on a side branch that began before what is recorded', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, 'One.') })
    await source.commit()
    const old = await source.git('rev-parse', `HEAD:${at('a')}`)
    await source.git('checkout', '--quiet', '-b', 'side')
    await source.write({ [at('b', 'es')]: es('Dos.'), [at('b')]: lesson({}, 'B.') })
    await source.move(at('b', 'es'), at('a', 'es'))
    await source.commit()
    await source.write({ 'notes.txt': 'nothing of ours' })
    await source.commit()
    await source.git('checkout', '--quiet', 'main')
    await source.write({ [at('a')]: lesson({}, 'Two.') })
    await source.commit()
    const publisher = await openPublisher(source)
    await publisher.push()
    await source.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
    const { replay } = await publisher.push()
    expect(replay.state.translations.get(at('a', 'es'))?.madeFrom).toBe(old)
  })
})

describe('what the sections of a translation were made from', () => {
  const two = (one: string, other: string) => `# One\n\n${one}\n\n# Two\n\n${other}`
  const sectionsOf = async (source: TestRepository) => {
    const { state } = await replayed(source)
    const { madeFrom, untouched } = state.translations.get(at('a', 'es')) ?? {}
    return { madeFrom, sections: Object.values(untouched?.sections ?? {}) }
  }

  it('stays what it was for a section that nobody touched', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, two('A.', 'B.')) })
    await source.commit()
    await source.write({ [at('a', 'es')]: es(two('Uno.', 'Dos.')) })
    await source.commit()
    const old = await source.git('rev-parse', `HEAD:${at('a')}`)
    await source.write({ [at('a')]: lesson({}, two('A, and more.', 'B.')) })
    await source.commit()
    await source.write({ [at('a', 'es')]: es(two('Uno.', 'Dos, sin errata.')) })
    await source.commit()
    const now = await source.git('rev-parse', `HEAD:${at('a')}`)
    expect(await sectionsOf(source)).toEqual({
      madeFrom: now,
      sections: [{ madeFrom: old, place: 0, depths: '11' }],
    })
  })

  it('is kept through a rename, and the same commit by commit as in one go', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({}, two('A.', 'B.')),
      [at('b', 'es')]: es(two('Uno.', 'Dos.')),
      [at('b')]: lesson({}, two('A.', 'B.')),
    })
    const publisher = await openPublisher(source)
    await source.commit()
    await publisher.push()
    await source.write({ [at('b')]: lesson({}, two('A.', 'B, and more.')) })
    await source.commit()
    await publisher.push()
    await source.write({ [at('b', 'es')]: es(two('Uno, y más.', 'Dos.')) })
    await source.commit()
    await publisher.push()
    await source.move(at('b', 'es'), at('a', 'es'))
    await source.commit()
    const { replay } = await publisher.push()
    const inParts = replay.state.translations.get(at('a', 'es'))
    const whole = (await replayed(source)).state.translations.get(at('a', 'es'))
    expect(Object.keys(whole?.untouched.sections ?? {})).toHaveLength(1)
    expect(inParts).toEqual(whole)
  })
})

describe('a translation file', () => {
  it('is quarantined while it cannot be read, and comes back as it was', async () => {
    await using source = await createRepository({
      [at('a')]: lesson(),
      [at('a', 'es')]: es('Uno.'),
    })
    await source.commit()
    await source.write({ [at('a', 'es')]: '---\ntitle: "Una\n---\n' })
    await source.commit()
    const broken = (await replayed(source)).state.translations.get(at('a', 'es'))
    expect(broken).toMatchObject({ quarantined: true })
    expect(broken?.track.current?.fit).toBe(true)
    await source.write({ [at('a', 'es')]: es('Uno.') })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.state.translations.get(at('a', 'es'))?.quarantined).toBe(false)
    expect(outcome.translationVersions).toHaveLength(1)
  })

  it('is no item, and gone once it is deleted', async () => {
    await using source = await createRepository({
      [at('a')]: lesson(),
      [at('a', 'pt-br')]: es('Um.'),
    })
    await source.commit()
    const first = await replayed(source)
    expect(first.state.items.size).toBe(1)
    expect(first.state.translations.get(at('a', 'pt-br'))?.language).toBe('pt-BR')
    await source.remove(at('a', 'pt-br'))
    await source.commit()
    expect((await replayed(source)).state.translations.size).toBe(0)
  })
})
