import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
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

it('makes an error of the answer that PGlite loses for jsonb nested too deep', async () => {
  const db = await openPglite(null, { template: await readTemplate() })
  await db.query('create table deep (value jsonb)')
  await expect(
    db.query("insert into deep values ((repeat('[', 20000) || repeat(']', 20000))::jsonb)"),
  ).rejects.toMatchObject({ code: 'DATABASE' })
  await db.close()
})
