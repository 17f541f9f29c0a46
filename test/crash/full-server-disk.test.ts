import { spawnSync } from 'node:child_process'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import { sha256 } from '../../src/identifier.ts'
import { type OwnServer, openOwnServer, serverPrograms } from '../support/own-server.ts'
import { createRepository } from '../support/repository.ts'
import { hasSmallDisks, openSmallDisk } from '../support/small-disk.ts'
import { expectEither } from './expect-either.ts'
import { openPlace, type Place, publishAt } from './place.ts'
import { publishedAt } from './published.ts'
import { stopCommandAt } from './stop-command-at.ts'

vi.setConfig({ testTimeout: 240_000 })

// Of words that nothing makes shorter, and too many for the room that tables have left.
const long = Array.from({ length: 80 }, (_, at) => sha256(`${at}`).replace(/.{8}/g, '$& ')).join(
  '\n\n',
)

/** A database of the server, in the given tablespace or where the server puts them. */
const makeDatabase = async (server: OwnServer, name: string, space = 'pg_default') => {
  const database = await openPostgres(server.url)
  await database.query(`create database ${name} tablespace ${space}`)
  await database.close()
  return { DATABASE_URL: server.url.replace(/postgres$/, name) }
}

const url = process.env.HMA_TEST_DATABASE_URL
const programs = url === undefined || url === '' ? null : await serverPrograms(url)

if (programs !== null && (await hasSmallDisks())) {
  it('leaves readers one release whole where the server’s disk is full, says so, and goes on once there is room', async () => {
    await using disk = await openSmallDisk(160)
    if (disk === null) throw new Error('Expected a disk of our own')
    await using server = await openOwnServer(programs)
    const space = join(disk.directory, 'space')
    await mkdir(space)
    // The server runs as a user of its own, who has to come by.
    await chmod(dirname(disk.directory), 0o711)
    spawnSync('chown', ['postgres', space])
    const database = await openPostgres(server.url)
    await database.query(`create tablespace small location '${space}'`)
    await database.close()
    await using source = await createRepository({
      'hma-content.yaml': `version: 1\ncollections:\n  - type: article\n    files: '{slug}.md'\n`,
      'wind.md': '# Wind\n\nIt carries scent.\n',
    })
    await source.commit('Add wind')
    await using opened = await openPlace(source.directory, null)
    await using unhindered = await openPlace(source.directory, null)
    const place: Place = { ...opened, variables: await makeDatabase(server, 'confined', 'small') }
    const whole: Place = { ...unhindered, variables: await makeDatabase(server, 'whole') }
    for (const each of [place, whole]) await publishAt(each)
    const before = await publishedAt(place)
    await source.write({ 'wind.md': `# Wind\n\n${long}\n` })
    await source.commit('Say more of wind')
    await publishAt(whole)
    const after = await publishedAt(whole)
    // In the transaction that records, then in what makes the release.
    for (const point of ['planned', 'recorded'] as const) {
      const publishing = await stopCommandAt(place, 'publish', { point })
      const makeRoom = await disk.fill()
      publishing.child.kill('SIGCONT')
      const { code, stderr } = await publishing.ended
      await makeRoom()
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('53100') })
      expect(stderr).toContain('Make room on the disk and run the command again')
      expectEither(await publishedAt(place), before, after)
    }
    await publishAt(place)
    expect(await publishedAt(place)).toEqual(after)
  })
} else {
  it('a full disk of a server is not tried, since there is none here whose programs can be started on a disk of our own', async () => {
    expect(programs !== null && (await hasSmallDisks())).toBe(false)
  })
}
