import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database, Transaction } from '../../src/database/database.ts'
import { sqlState } from '../../src/database/driver-error.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database
let item: string
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  item = await addItem(db, randomUUID())
})

const addItem = async (
  on: Transaction,
  slug: string,
  status = 'published',
  file: string | null = 'index.md',
): Promise<string> => {
  const id = randomUUID()
  await on.query(
    `insert into content_mgmt.content_items (id, content_type, title, slug, status, file_path)
     values ($1, 'lesson', 'Title', $2, $3, $4)`,
    [id, slug, status, file],
  )
  return id
}

const addVersion = (on: Transaction): Promise<unknown> =>
  on.query(
    `insert into versions.content_versions
       (content_id, version_number, git_commit_hash, ordinal, blob, digest, source_digest, fit, draft, file_path)
     values ($1, '1.0.0', repeat('a', 64), 1, repeat('b', 64), 'd1:x', 's1:x', true, false, 'a.md')`,
    [item],
  )

const stateOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => sqlState(error),
  )

describe('append-only tables', () => {
  const changes = [
    "update versions.content_versions set change_summary = 'other'",
    'delete from versions.content_versions',
    'truncate versions.content_versions',
  ]

  it.each(changes)('refuse %s', async (sql) => {
    await addVersion(db)
    expect(await stateOf(db.query(sql))).toBe('23001')
  })

  it.each(changes)('allow a rebuild to %s, in its own transaction only', async (sql) => {
    await addVersion(db)
    await db.transaction(async (transaction) => {
      await transaction.query("set local hma.rebuild = 'on'")
      await transaction.query(sql)
    })
    await addVersion(db).catch(() => {}) // there already where the rebuild only updated it
    expect(await stateOf(db.query(sql))).toBe('23001')
  })

  it.each(['pipeline.translation_versions', 'pipeline.hierarchy_versions'])(
    'include %s',
    async (table) => {
      expect(await stateOf(db.query(`truncate ${table}`))).toBe('23001')
    },
  )
})

it('decisions are append-only, even to a rebuild', async () => {
  await db.query(
    "insert into pipeline.decisions (sequence, kind, decided_by, decided_at) values (1, 'purge', 'ada', now())",
  )
  const change = (sql: string): Promise<string | undefined> =>
    stateOf(
      db.transaction(async (transaction) => {
        await transaction.query("set local hma.rebuild = 'on'")
        await transaction.query(sql)
      }),
    )
  expect(await change("update pipeline.decisions set reason = 'other'")).toBe('23001')
  expect(await change('delete from pipeline.decisions')).toBe('23001')
  expect(await change('truncate pipeline.decisions')).toBe('23001')
})

describe('slugs of items', () => {
  it('can be swapped within one transaction', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const first = await addItem(db, a)
    const second = await addItem(db, b)
    const rename = 'update content_mgmt.content_items set slug = $2 where id = $1'
    await db.transaction(async (transaction) => {
      await transaction.query(rename, [first, b])
      await transaction.query(rename, [second, a])
    })
    expect(await stateOf(db.query(rename, [first, a]))).toBe('23P01')
  })

  it('are free again once their item is archived, and not yet taken by one without a file', async () => {
    const slug = randomUUID()
    await addItem(db, slug, 'archived')
    await addItem(db, slug, 'draft', null)
    await addItem(db, slug)
    expect(await stateOf(addItem(db, slug))).toBe('23P01')
  })
})

describe('embeddings', () => {
  const addEmbedding = (vector: Float32Array): Promise<unknown> =>
    db.query(
      `insert into embeddings.content_embeddings (content_id, embedding, model_version, input_digest, language)
       values ($1, $2, 'm', $3, 'en')`,
      [item, vector, randomUUID()],
    )
  beforeAll(() =>
    db.query(
      "insert into embeddings.models (model_version, dimensions, active) values ('m', 1536, true)",
    ),
  )

  it('refuse a zero vector, which would be as near to everything as to nothing', async () => {
    await addEmbedding(new Float32Array(1536).fill(0.1))
    expect(await stateOf(addEmbedding(new Float32Array(1536)))).toBe('23514')
  })

  it('have at most one active model', async () => {
    const second =
      "insert into embeddings.models (model_version, dimensions, active) values ('n', 1536, true)"
    expect(await stateOf(db.query(second))).toBe('23505')
  })
})

it('a reader sees what is released, and cannot write or look into the bookkeeping', async () => {
  const asReader = (sql: string): Promise<string | undefined> =>
    stateOf(
      db.transaction(async (transaction) => {
        await transaction.query('set local role hma_reader')
        await transaction.query(sql)
      }),
    )
  expect(
    await asReader('select * from embeddings.live, content_mgmt.content_items'),
  ).toBeUndefined()
  expect(await asReader('delete from education.lessons')).toBe('42501')
  expect(await asReader('select * from pipeline.recorded')).toBe('42501')
})
