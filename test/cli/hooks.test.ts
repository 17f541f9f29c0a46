import { describe, expect, it } from 'vitest'
import { hma, hmaJson } from '../support/cli.ts'
import { hookedFiles, hookSecret, hookVariables } from '../support/hooked.ts'
import { isSigned, openReceiver } from '../support/receiver.ts'
import { createRepository } from '../support/repository.ts'

const files = hookedFiles({ site: '', releases: ', events: [release.published]' })

describe('hooks', () => {
  it('are told of releases, translations that fall behind and items kept back, and again what they missed', async () => {
    await using source = await createRepository(files)
    await source.commit()
    await using receiver = await openReceiver()
    const variables = hookVariables(receiver.url)
    const publish = () => hma(source.directory, ['publish'], variables)
    const told = () => receiver.received.map(({ body }) => body.type).toSorted()

    expect(await publish()).toMatchObject({ code: 0 })
    expect(told()).toEqual(['release.published', 'release.published'])
    receiver.received.length = 0

    await source.write({ 'en/wind.md': '# Wind\n\nWatch the leaves.\n' })
    const commit = await source.commit()
    expect(await publish()).toMatchObject({ code: 0 })
    expect(told()).toEqual(['release.published', 'release.published', 'translation.outdated'])
    expect(receiver.received.every((received) => isSigned(received, hookSecret))).toBe(true)
    expect(
      receiver.received.find(({ body }) => body.type === 'translation.outdated')?.body.data,
    ).toMatchObject({
      slug: 'wind',
      language: 'es',
      path: 'es/wind.md',
      sections: [{ title: 'Wind', change: 'changed' }],
    })
    expect(
      receiver.received.find(({ body }) => body.type === 'release.published')?.body.data,
    ).toMatchObject({
      sequence: 2,
      commit,
    })

    receiver.received.length = 0
    receiver.answer(500)
    await source.write({ 'en/wind.md': '---\na: 1\na: 2\n---\n# Wind\n' })
    await source.commit()
    const failed = await publish()
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('The hook site answered 500; it is told again later.')
    expect(failed.stderr).not.toContain(receiver.url)
    const listed = await hmaJson<readonly object[]>(source.directory, ['hooks', 'list'], variables)
    expect(listed).toMatchObject([
      { name: 'site', told: 3, waiting: 2, givenUp: 0, fault: 'answered 500' },
      { name: 'releases', told: 2, waiting: 1, givenUp: 0, fault: 'answered 500' },
    ])

    receiver.received.length = 0
    receiver.answer(204)
    expect(await hma(source.directory, ['hooks', 'replay', 'site'], variables)).toMatchObject({
      code: 0,
      stdout: 'Told again: 2 messages.\n',
    })
    expect(told()).toEqual(['item.quarantined', 'release.published'])
    expect(
      receiver.received.find(({ body }) => body.type === 'item.quarantined')?.body.data,
    ).toMatchObject({
      slug: 'wind',
      path: 'en/wind.md',
    })
    expect(
      await hma(source.directory, ['hooks', 'replay', 'releases', '--since', '2'], variables),
    ).toMatchObject({
      stdout: 'Told again: 2 messages.\n',
    })
    expect(await hma(source.directory, ['hooks', 'test', 'site'], variables)).toMatchObject({
      code: 0,
    })
    expect(receiver.received.at(-1)?.body.type).toBe('ping')
    expect(await hma(source.directory, ['hooks', 'test', 'other'], variables)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There are: site, releases.'),
    })
  })
})
