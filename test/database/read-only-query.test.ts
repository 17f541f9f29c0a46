import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { readOnlyQuery } from '../../src/database/read-only-query.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
  await db.query("insert into education.pillars (slug, name) values ('gear', 'Gear')")
})
afterAll(() => db.close())

describe('a query that only looks', () => {
  it.each([
    ['select slug from education.pillars', [{ slug: 'gear' }]],
    ['  -- a comment first\n(select 1 as one);', [{ one: 1 }]],
    ['with p as (select slug from education.pillars) select * from p', [{ slug: 'gear' }]],
    ['values (1, 2)', [{ column1: 1, column2: 2 }]],
    ['table pipeline.recorded', []],
    ['select name from pipeline.migrations limit 0', []],
    ["select 'do; delete' as text", [{ text: 'do; delete' }]],
    ['select count(*) from embeddings.live', [{ count: 0 }]],
    [
      "select current_user::text as who, '[3,4]'::vector <-> '[0,0]' as distance",
      [{ who: 'hma_query', distance: 5 }],
    ],
  ])('is answered: %s', async (sql, rows) => {
    expect(await readOnlyQuery(db, sql)).toEqual(rows)
  })

  it('may explain', async () => {
    expect(await readOnlyQuery(db, 'explain select 1')).toHaveLength(1)
  })

  it('says what is wrong with it', async () => {
    await expect(readOnlyQuery(db, 'select nope')).rejects.toMatchObject({
      code: 'QUERY',
      message: expect.stringContaining('"nope" does not exist'),
    })
  })
})

/** Runs SQL text from within a query, where statements are no longer checked by their first word. */
const within = (sql: string): string =>
  `select query_to_xml($$${sql}$$, false, false, '')::text as answer`

const setRole = "select set_config('role', session_user::text, false)"

describe('a query that tries to do more', () => {
  it.each([
    ['', 'Missing a query'],
    ['-- nothing', 'Missing a query'],
    ['select 1; select 2', 'one statement'],
    ['select 1; drop table education.pillars', 'one statement'],
    ['delete from education.pillars', 'Expected a query'],
    ['do $$ begin reset role; end $$', 'Expected a query'],
    ['/* select */ do $$ begin reset role; end $$', 'Expected a query'],
    ['reset role', 'Expected a query'],
    ['set role postgres', 'Expected a query'],
    ['commit', 'Expected a query'],
    ["copy (select 1) to program 'touch /tmp/out'", 'Expected a query'],
    ['call anything()', 'Expected a query'],
    [
      'with gone as (delete from education.pillars returning slug) select * from gone',
      '42501|25006',
    ],
    [
      "with new as (insert into education.pillars (slug, name) values ('a', 'b') returning slug) select * from new",
      '42501|25006',
    ],
    ['explain analyze delete from education.pillars', '42501|25006'],
    ['select * into education.stolen from education.pillars', '42501|25006'],
    ['create table education.t as select 1', 'Expected a query'],
    [setRole, '42501'],
    [within(setRole), '42501'],
    [`select (${setRole}), (${within('select pg_read_file($f$/etc/passwd$f$)')})`, '42501'],
    [within('set local role postgres'), '0A000'],
    [within('reset role'), '0A000'],
    [
      within("update pg_settings set setting = 'off' where name = 'transaction_read_only'"),
      '0A000|42501|25006',
    ],
    [
      "explain analyze update pg_settings set setting = 'postgres' where name = 'role'",
      '42501|25006',
    ],
    [within('delete from education.pillars'), '0A000|42501'],
    ["select pg_read_file('/etc/passwd')", '42501'],
    ["select pg_read_binary_file('PG_VERSION')", '42501'],
    ["select pg_ls_dir('.')", '42501'],
    ["select lo_import('/etc/passwd')", '42501'],
    ["select lo_from_bytea(0, 'x')", '42501'],
    ["select lo_export(1, '/tmp/out')", '42501'],
    ['select passwd from pg_shadow', '42501'],
    ["select nextval('pipeline.outbox_id_seq')", '42501|25006'],
    ['select * from education.pillars for update', '42501|25006'],
  ])('is refused: %s', async (sql, why) => {
    await expect(readOnlyQuery(db, sql)).rejects.toMatchObject({
      code: 'QUERY',
      message: expect.stringMatching(why),
    })
    expect(
      await db.query('select slug, current_user = session_user as own from education.pillars'),
    ).toEqual([{ slug: 'gear', own: true }])
  })

  it('holds no lock afterwards', async () => {
    await readOnlyQuery(db, 'select pg_advisory_lock(4)')
    // Databases of other tests, on the same server, are migrated under such locks.
    const held = `select 1 from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
    expect(await db.query(held)).toEqual([])
  })

  it('is not run by a superuser who could not be confined', async () => {
    await db.query('grant execute on function set_config to hma_query')
    await expect(readOnlyQuery(db, 'select 1')).rejects.toMatchObject({ code: 'QUERY' })
    await db.query('revoke execute on function set_config from hma_query')
    expect(await readOnlyQuery(db, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})
