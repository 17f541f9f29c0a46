import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { noteStale } from '../../src/database/outbox.ts'
import { tellCdn } from '../../src/line/tell-cdn.ts'
import { openCloudfront } from '../../src/publish/cloudfront.ts'
import { type CdnServer, startCdnServer } from '../support/cdn-server.ts'
import { openTestDatabase } from '../support/database.ts'
import { useKeys } from '../support/s3.ts'

const distribution = 'E2QWRUHAPOMQZL'
let server: CdnServer
let database: Database
beforeEach(async () => {
  server = await startCdnServer(distribution)
  process.env.AWS_ENDPOINT_URL_CLOUDFRONT = server.endpoint
  useKeys({ endpoint: '', accessKeyId: 'key', secretAccessKey: 'secret' })
  database = await openTestDatabase()
})
afterEach(async () => {
  await database.close()
  await server.close()
})

const note = (keys: readonly string[], tags: readonly string[] = []) =>
  database.transaction((transaction) => noteStale(transaction, { keys, tags }))
const accepted = () => server.accepted().map(({ paths }) => paths)

describe('tellCdn, of objects whose copies are not valid any more', () => {
  it('has them forgotten by their keys, once', async () => {
    await note(['lessons/b.json'])
    await note(['images/a-640.avif'], ['item-1'])
    expect(await tellCdn(database, openCloudfront(distribution, false))).toBeNull()
    expect(accepted()).toEqual([['/images/a-640.avif', '/lessons/b.json']])
    expect(await tellCdn(database, openCloudfront(distribution, false))).toBeNull()
    expect(server.asked()).toBe(1)
  })

  it('has them forgotten by their tags, too, where the distribution knows tags', async () => {
    await note(['lessons/b.json'])
    await note(['images/a-640.avif', 'images/a-1280.avif'], ['item-1'])
    await tellCdn(database, openCloudfront(distribution, true))
    expect(accepted()).toEqual([
      ['#item-1', '/images/a-1280.avif', '/images/a-640.avif', '/lessons/b.json'],
    ])
  })

  it('tells it again after it could not, under the same reference', async () => {
    await note(['lessons/b.json'])
    const cdn = openCloudfront(distribution, false)
    server.setBusy(true)
    expect(await tellCdn(database, cdn)).toMatchObject({
      reason: expect.stringContaining('in progress'),
    })
    server.setBusy(false)
    // What was accepted by a run that was killed before it noted it.
    const killed: Error = new Error('killed')
    const dying = {
      ...database,
      query: async (sql: string, parameters?: readonly unknown[]) => {
        if (sql.startsWith('update')) throw killed
        return database.query(sql, parameters as never) as never
      },
    }
    await expect(tellCdn(dying, cdn)).rejects.toBe(killed)
    expect(await tellCdn(database, cdn)).toBeNull()
    expect(accepted()).toEqual([['/lessons/b.json']])
    expect(server.asked()).toBe(3)
  })
})
