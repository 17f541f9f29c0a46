import { expect, it, vi } from 'vitest'
import { createAcademy } from './academy.ts'
import { openPlace, publishAt, startCommand, startPublish } from './place.ts'
import { publishedAt } from './published.ts'
import { stopCommandAt } from './stop-command-at.ts'

vi.setConfig({ testTimeout: 240_000 })

it.each(['planned', 'recorded', 'released'] as const)(
  'a branch that is rewritten while a publish stands at %s: the commit it began with is live, the other once confirmed',
  async (point) => {
    const academy = await createAcademy()
    await using source = academy.source
    await using place = await openPlace(source.directory, null)
    await publishAt(place, '--commit', academy.first)
    const publishing = await stopCommandAt(place, 'publish', { point })
    await source.write({ 'content/hunt/wind/blinds/index.md': '---\ntitle: Blinds\n---\nSit.\n' })
    await source.git('add', '--all')
    await source.git('commit', '--quiet', '--amend', '--message', 'Rewritten')
    const rewritten = await source.git('rev-parse', 'HEAD')
    publishing.child.kill('SIGCONT')
    expect(await publishing.ended).toMatchObject({ code: 0 })
    const recordedIn = async (): Promise<string> =>
      String((await publishedAt(place)).recorded['pipeline.recorded'])
    expect(await recordedIn()).toContain(academy.third)
    const asking = await startPublish(place).ended
    expect(asking).toMatchObject({ code: 3 })
    expect(asking.stderr).toContain('confirm')
    expect(await recordedIn()).toContain(academy.third)
    expect(await startCommand(place, 'confirm').ended).toMatchObject({ code: 0 })
    await publishAt(place)
    expect(await recordedIn()).toContain(rewritten)
    const late = await startPublish(place, { flags: ['--commit', academy.third] }).ended
    expect(late).toMatchObject({ code: 3 })
    expect(late.stderr).toContain('superseded')
  },
)
