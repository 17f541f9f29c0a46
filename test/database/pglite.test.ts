import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { openPglite } from '../../src/database/pglite.ts'
import { readTemplate } from '../support/database.ts'
import { databaseContract } from './database-contract.ts'

databaseContract('PGlite', async () => openPglite(null, { template: await readTemplate() }))

it('keeps a directory unpacked from a template, with what was written since', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'hma-pglite-')), 'deep', 'db')
  const first = await openPglite(directory, { template: await readTemplate() })
  await first.query("insert into embeddings.models (model_version, dimensions) values ('m', 3)")
  await first.close()
  const second = await openPglite(directory)
  expect(await second.query('select model_version from embeddings.models')).toEqual([
    { model_version: 'm' },
  ])
  await second.close()
  await rm(directory, { recursive: true })
})

it('makes the files again after a kill in the midst of making them', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'hma-pglite-')), 'db')
  const pglite = new URL('../../src/database/pglite.ts', import.meta.url).href
  // PG_VERSION is what PGlite takes a directory for a database by; the configuration follows it.
  const program = `
    import fs, { openAsBlob } from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const { openPglite } = await import(${JSON.stringify(pglite)})
    const { openSync } = fs
    fs.openSync = (path, ...rest) => {
      const opened = openSync(path, ...rest)
      if (/\\/db[^/]*\\/PG_VERSION$/.test(path)) process.kill(process.pid, 'SIGKILL')
      return opened
    }
    syncBuiltinESMExports()
    const template = await openAsBlob(${JSON.stringify(inject('databaseTemplate'))})
    await openPglite(${JSON.stringify(directory)}, { template })`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program])
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  const db = await openPglite(directory, { template: await readTemplate() })
  expect(await db.query('select count(*)::int as count from pipeline.releases')).toEqual([
    { count: 0 },
  ])
  await db.close()
  await rm(join(directory, '..'), { recursive: true })
})

it('starts after a kill in the midst of its start', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'hma-pglite-')), 'db')
  const first = await openPglite(directory, { template: await readTemplate() })
  await first.close()
  // What is left where the file was made and not yet written.
  await writeFile(join(directory, 'postmaster.pid'), '')
  const second = await openPglite(directory)
  expect(await second.query('select 1 as one')).toEqual([{ one: 1 }])
  await second.close()
  await rm(join(directory, '..'), { recursive: true })
})

it('makes an error of the answer that PGlite loses for jsonb nested too deep', async () => {
  const db = await openPglite(null, { template: await readTemplate() })
  await db.query('create table deep (value jsonb)')
  await expect(
    db.query("insert into deep values ((repeat('[', 20000) || repeat(']', 20000))::jsonb)"),
  ).rejects.toMatchObject({ code: 'DATABASE' })
  await db.close()
})
