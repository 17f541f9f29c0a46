import { describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import { openEmptyServerDatabase, serverUrl } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { openLine } from '../support/line.ts'
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
      const alive = () => other.query('select 1 from pg_stat_activity where pid = $1', [own?.pid])
      await expect.poll(alive).toEqual([])
      await new Promise((resolve) => setTimeout(resolve, 1_000))
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

  describe('a line to the server that loses everything and says nothing (F7)', () => {
    it('fails what is asked over it, within a transaction or not, and the next one goes on', async () => {
      await using line = await openLine(url, { tcp_user_timeout: '600' })
      const db = await openPostgres(line.url)
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
      const { promise: lost, resolve: lose } = Promise.withResolvers<void>()
      const left = db.transaction(async ({ query }) => {
        await query('select 1')
        begin()
        await lost
        await query('select 1')
      })
      await begun
      line.hush()
      lose()
      await expect(left).rejects.toThrow('the server has gone silent')
      line.mend()
      expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
      await db.close()
    })

    it('fails a statement whose answer was lost, though the server answers others', async () => {
      await using line = await openLine(url, { tcp_user_timeout: '600' })
      const db = await openPostgres(line.url)
      const asked = db.query('select pg_sleep(3)')
      await expect.poll(() => sleepers(url)).toBe(1)
      line.hush()
      line.mend()
      await expect(asked).rejects.toThrow('the server has gone silent')
      await db.close()
    })

    it('is not suspected while the server works on a long statement', async () => {
      const db = await openPostgres(`${url}?tcp_user_timeout=2000`)
      expect(await db.query("select 'done' as it from pg_sleep(4)")).toEqual([{ it: 'done' }])
      await db.close()
      await expect(openPostgres(`${url}?tcp_user_timeout=soon`)).rejects.toThrow('tcp_user_timeout')
    })
  })
}

const sleepers = async (url: string): Promise<number> => {
  const db = await openPostgres(url)
  const found = await db.query(
    "select 1 from pg_stat_activity where query like 'select pg_sleep(3)%'",
  )
  await db.close()
  return found.length
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
