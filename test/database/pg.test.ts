import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import { openEmptyServerDatabase, serverUrl } from '../support/database.ts'
import { databaseContract } from './database-contract.ts'

if (serverUrl !== undefined) {
  const url = serverUrl
  databaseContract('a PostgreSQL server', () => openEmptyServerDatabase(url))

  describe('a pool of connections', () => {
    it('outlives the server ending its idle connections', async () => {
      const db = await openPostgres(url)
      const other = await openPostgres(url)
      const [own] = await db.query('select pg_backend_pid() as pid')
      await other.query('select pg_terminate_backend($1)', [own?.pid])
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
      await db.close()
      await other.close()
    })

    it('has the server end a transaction that nobody goes on with, so that no one waits for ever', async () => {
      const db = await openPostgres(url)
      const left = db.transaction(async ({ query }) => {
        await query('select pg_advisory_xact_lock(1)')
        // What a stopped process does, in a hundredth of the minute.
        await query("set local idle_in_transaction_session_timeout = '600ms'")
        await new Promise((resolve) => setTimeout(resolve, 1500))
        await query('select 1')
      })
      await expect(left).rejects.toMatchObject({ code: 'DATABASE' })
      const settings = ['idle_in_transaction_session_timeout', 'tcp_keepalives_idle']
      const shown = settings.map((name) => db.query(`select current_setting('${name}') as value`))
      expect((await Promise.all(shown)).flat()).toEqual([{ value: '1min' }, { value: '30' }])
      await db.close()
    })
  })
}

describe('an address that leads nowhere', () => {
  it.each([['nonsense s3cret'], ['mysql://u:s3cret@localhost/x'], ['postgres://u:s3cret@:x/']])(
    'is refused without being shown: %s',
    async (url) => {
      const error = await openPostgres(url).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'CONFIG' })
      expect(String(error) + String((error as Error).cause)).not.toContain('s3cret')
    },
  )

  it('is reported by host and database, without user or password', async () => {
    const port = await freePort()
    const error = await openPostgres(`postgres://hunter:s3cret@127.0.0.1:${port}/academy`).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      code: 'DATABASE',
      message: expect.stringContaining(`\`academy\` at \`127.0.0.1:${port}\``),
    })
    expect(String(error)).not.toMatch(/hunter|s3cret/)
  })
})

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(address),
      )
    })
  })
