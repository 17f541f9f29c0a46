import { describe, expect, it } from 'vitest'
import { at, lesson, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const ruth = '8c5eb83b-1f64-4f49-9a5d-c574a8327fa9'
const authors = `authors:
  - id: ${ruth}
    key: ruth
    name: Ruth Okafor
    emails: [Ruth@example.org]
`

describe('who changed a version', () => {
  it.each([
    ['by address, whatever its capital letters', 'RUTH@example.org', '', ruth],
    ['by .mailmap', 'ruth@old.example.org', 'Ruth <ruth@example.org> <Ruth@old.example.org>', ruth],
    ['nobody for an address that is not listed', 'someone@example.org', '', null],
  ])('is told %s', async (_, address, mailmap, expected) => {
    await using source = await createRepository({
      [at('a')]: lesson(),
      'authors.yaml': authors,
      '.mailmap': `# people\n${mailmap}\n`,
    })
    await source.commit('Add', { author: `R <${address}>` })
    expect((await replayed(source)).versions[0]?.changedBy).toBe(expected)
  })

  it('is told by the list as it was at the commit', async () => {
    await using source = await createRepository({ [at('a')]: lesson() })
    await source.commit('Add', { author: 'R <ruth@example.org>' })
    await source.write({ 'authors.yaml': authors, [at('a')]: lesson({}, 'More.') })
    await source.commit('Edit', { author: 'R <ruth@example.org>' })
    const { versions } = await replayed(source)
    expect(versions.map(({ changedBy }) => changedBy)).toEqual([null, ruth])
  })

  it.each([
    ['an empty entry', 'authors:\n  -\n'],
    ['a text for the list', 'authors: ruth\n'],
    ['a text for the addresses', `authors:\n  - id: ${ruth}\n    emails: ada@example.org\n`],
    ['an id that is no UUID', 'authors:\n  - id: ruth\n    emails: [ada@example.org]\n'],
    ['no map', '- a\n- b\n'],
  ])('is nobody where the list is faulty: %s', async (_, text) => {
    await using source = await createRepository({ [at('a')]: lesson(), 'authors.yaml': text })
    await source.commit()
    expect((await replayed(source)).versions[0]?.changedBy).toBeNull()
  })
})
