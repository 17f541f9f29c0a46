import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { migrate, migrationsDirectory, pendingMigrations } from '../../src/database/migrate.ts'
import { readMigrations } from '../../src/database/migration-file.ts'
import { openTestDatabase, serverUrl } from '../support/database.ts'

const empty = '-- Up Migration\n\n-- Down Migration\n'

let db: Database
let directory: string
beforeEach(async () => {
  db = await openTestDatabase()
  directory = await mkdtemp(join(tmpdir(), 'hma-migrations-'))
  await cp(migrationsDirectory, directory, { recursive: true })
})
afterEach(async () => {
  await db.close()
  await rm(directory, { recursive: true })
})

const add = (name: string, up: string): Promise<void> =>
  writeFile(join(directory, name), `-- Up Migration\n${up}\n-- Down Migration\n`)

const tables = async (): Promise<readonly unknown[]> =>
  db.query(
    `select table_schema, table_name from information_schema.tables
     where table_schema in ('education', 'content_mgmt', 'assets', 'versions', 'embeddings', 'pipeline')
     order by 1, 2`,
  )

describe('migrate', () => {
  it('applies what is new, once', async () => {
    await add('000900-one.sql', 'create table one (n int); -- ; \ninsert into one values (1);')
    expect(await pendingMigrations(db, directory)).toEqual(['000900-one.sql'])
    expect(await migrate(db, directory)).toEqual(['000900-one.sql'])
    expect(await pendingMigrations(db, directory)).toEqual([])
    expect(await migrate(db, directory)).toEqual([])
    expect(await db.query('select n from one')).toEqual([{ n: 1 }])
  })

  it('lets runners side by side apply each file once', async () => {
    await add('000900-one.sql', 'create table one (n int);')
    await add('000901-two.sql', 'insert into one values (1);')
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(db, directory)))
    expect(runs.flat().toSorted()).toEqual(['000900-one.sql', '000901-two.sql'])
    expect(await db.query('select n from one')).toEqual([{ n: 1 }])
  })

  it('leaves nothing of a file that fails, and says where it failed', async () => {
    await add('000900-one.sql', 'create table one (n int);')
    await add('000901-two.sql', 'create table two (n int);\n\nselect 1,\n  nothing\n  from two;')
    await expect(migrate(db, directory)).rejects.toMatchObject({
      code: 'MIGRATION',
      message: expect.stringMatching(/`000901-two\.sql`, line 5: .*"nothing" does not exist/),
    })
    expect(
      await db.query(`select to_regclass('one')::text as one, to_regclass('two') as two`),
    ).toEqual([{ one: 'one', two: null }])
    await add('000901-two.sql', 'create table two (n int);')
    expect(await migrate(db, directory)).toEqual(['000901-two.sql'])
  })

  if (serverUrl !== undefined)
    it('leaves nothing of a file that it is killed in the midst of, and applies it the next time (F27)', async () => {
      await add('000900-one.sql', 'create table one (n int); select pg_sleep(600);')
      const killed = migrate(db, directory)
      const kill = (): Promise<readonly unknown[]> =>
        db.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()",
        )
      await Promise.all([expect(killed).rejects.toThrow(), expect.poll(kill).toHaveLength(1)])
      expect(await db.query(`select to_regclass('one') as one`)).toEqual([{ one: null }])
      expect(await pendingMigrations(db, directory)).toEqual(['000900-one.sql'])
      await add('000900-one.sql', 'create table one (n int);')
      expect(await migrate(db, directory)).toEqual(['000900-one.sql'])
    })

  it.each([
    ['edited', '000003-content.sql', (path: string) => writeFile(path, `${empty}-- more\n`)],
    ['missing', '000003-content.sql', (path: string) => rm(path)],
  ])('refuses an applied file that is %s, naming it', async (_how, name, change) => {
    await change(join(directory, name))
    const refusal = { code: 'MIGRATION', message: expect.stringContaining(name) }
    await expect(migrate(db, directory)).rejects.toMatchObject(refusal)
    await expect(pendingMigrations(db, directory)).rejects.toMatchObject(refusal)
  })

  it('refuses a new file that sorts before an applied one', async () => {
    await add('000000-late.sql', 'select 1;')
    await expect(migrate(db, directory)).rejects.toMatchObject({
      code: 'MIGRATION',
      message: expect.stringContaining('000000-late.sql'),
    })
  })

  it.each([
    ['education.sql', empty],
    ['000001-again.sql', empty],
    ['000900-marks.sql', 'select 1;'],
  ])('refuses a file it could not order or read: %s', async (name, text) => {
    await writeFile(join(directory, name), text)
    await expect(migrate(db, directory)).rejects.toMatchObject({ code: 'MIGRATION' })
  })

  it('takes a checkout with CRLF line ends for the same file', async () => {
    const path = join(directory, '000002-education.sql')
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
    expect(await migrate(db, directory)).toEqual([])
  })
})

describe('the migrations of the tool', () => {
  it('can be taken back and applied again', async () => {
    const before = await tables()
    for (const file of (await readMigrations(directory)).toReversed())
      for (const statement of file.down) await db.query(statement.text)
    expect(await tables()).toEqual([{ table_schema: 'pipeline', table_name: 'migrations' }])
    await db.query('delete from pipeline.migrations')
    await migrate(db, directory)
    expect(await tables()).toEqual(before)
  })

  it('call lessons that were called by the last part of their slugs by all that follows the course', async () => {
    await db.query(`
      with pillar as (insert into education.pillars (slug, name) values ('p', 'P') returning id),
        course as (insert into education.courses (pillar_id, slug, title)
          select id, 'c', 'C' from pillar returning id),
        lesson as (insert into education.lessons (course_id, slug, title)
          select id, slug, slug from course, unnest('{a,b,d}'::text[]) as slug returning id, slug)
      insert into content_mgmt.content_items (content_type, lesson_id, title, slug, status)
      select 'lesson', id, slug, case slug when 'd' then 'elsewhere/c/d' else 'p/c/unit/' || slug end, 'published'
      from lesson`)
    const file = (await readMigrations(directory)).find(({ name }) =>
      name.endsWith('-slugs-of-several-parts.sql'),
    )
    for (const statement of file?.up ?? []) await db.query(statement.text)
    expect(await db.query('select slug from education.lessons order by slug')).toEqual([
      { slug: 'd' },
      { slug: 'unit/a' },
      { slug: 'unit/b' },
    ])
  })
})
