import { describe, expect, it } from 'vitest'
import { at, lesson, replayed } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

describe('replaying media', () => {
  const png = (byte: number) => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, byte])

  it('makes a version of the same text where a picture was replaced or removed', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({}, '![Tracks](t.png)'),
      'p/c/a/t.png': png(1),
    })
    await source.commit()
    await source.write({ 'p/c/a/t.png': png(2) })
    await source.commit()
    await source.remove('p/c/a/t.png')
    await source.commit()
    const outcome = await replayed(source)
    const [one, two, three] = outcome.versions.map(({ version }) => version)
    expect(outcome.versions).toHaveLength(3)
    expect(two?.blob).toBe(one?.blob)
    expect(two?.media['p/c/a/t.png']).not.toBe(one?.media['p/c/a/t.png'])
    expect(three?.media).toEqual({})
  })

  it('makes a version where a picture is added that a lesson referred to before', async () => {
    await using source = await createRepository({ [at('a')]: lesson({}, '![Tracks](../t.png)') })
    await source.commit()
    await source.write({ 'p/c/t.png': png(1), 'p/c/unused.png': png(2) })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.versions.map(({ version }) => Object.keys(version.media))).toEqual([
      [],
      ['p/c/t.png'],
    ])
  })

  it('holds a lesson back while the bytes of its picture are not what the ending says', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({}, '![Tracks](t.png)'),
      'p/c/a/t.png': 'no picture',
    })
    await source.commit()
    await source.write({ 'p/c/a/t.png': png(1) })
    await source.commit()
    const outcome = await replayed(source)
    expect(outcome.versions.map(({ version }) => version.fit)).toEqual([false, true])
  })
})
