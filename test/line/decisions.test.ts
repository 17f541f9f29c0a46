import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import type { Database } from '../../src/database/database.ts'
import { loadDecisions, readUncopied, takeDecisions } from '../../src/database/decisions.ts'
import type { Ruling } from '../../src/decision.ts'
import { adoptDecisions, copyDecisions } from '../../src/line/adopt-decisions.ts'
import { readDecisions } from '../../src/publish/decision-copies.ts'
import { openTestDatabase } from '../support/database.ts'
import { emptyDatabase } from '../support/empty-database.ts'

const item = 'b1a37a4e-6d34-4b4e-9a8a-2d7c3f1a0c11'
const version = '0d6b2c1e-5a0f-5d3e-8c1b-7a9e2f4d6b80'
const rulings: readonly Ruling[] = [
  { kind: 'pin', item, language: 'en', version },
  { kind: 'unpin', item },
  { kind: 'unpin', item: null },
  { kind: 'rollback', release: 3, commit: 'c', now: '2026-05-01T00:00:00Z', decided: 2 },
  { kind: 'hold', commit: 'c', until: null },
  { kind: 'confirm', commit: 'c' },
  { kind: 'purge', item },
  { kind: 'start', item, language: 'es', version: null, source: version },
  { kind: 'submit', item, language: 'en', version, source: null },
  { kind: 'approve', item, language: 'es', version, source: version, score: 0.9 },
  {
    kind: 'accept',
    item,
    language: 'es',
    version,
    source: version,
    textBlob: 'b',
    sourceBlob: 'c',
  },
  { kind: 'archive', item },
  { kind: 'purge', object: 'images/x.avif' },
]
const decider = { by: 'Ada <ada@example.org>', at: '2026-06-01T00:00:00Z', reason: 'asked for' }

let database: Database
let directory: string
let bucket: Bucket
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hma-decisions-'))
  bucket = openFileBucket(directory)
  await emptyDatabase(database)
})
afterEach(() => rm(directory, { recursive: true }))

const take = () =>
  database.transaction((transaction) => takeDecisions(transaction, rulings, decider))
const expected = rulings.map((ruling, index) => ({ ...ruling, ...decider, sequence: index + 1 }))

describe('decisions', () => {
  it('of every kind come back as they were taken, numbered in their order', async () => {
    expect(await take()).toEqual(expected)
    expect(await loadDecisions(database)).toEqual(expected)
    const more = await database.transaction((transaction) =>
      takeDecisions(transaction, [{ kind: 'unpin', item: null }], decider),
    )
    expect(more).toMatchObject([{ sequence: rulings.length + 1 }])
  })

  it('are copied to the bucket once, and after a kill in between', async () => {
    await take()
    const stopping: Bucket = {
      ...bucket,
      put: async (...given) => {
        const outcome = await bucket.put(...given)
        throw new Error(outcome)
      },
    }
    await expect(copyDecisions({ database, bucket: stopping })).rejects.toThrow('stored')
    expect(await readUncopied(database)).toHaveLength(rulings.length)
    await copyDecisions({ database, bucket })
    expect(await readDecisions(bucket)).toEqual(expected)
    expect(await readUncopied(database)).toEqual([])
  })

  it('are read from the bucket by a database that lost them, and by a rebuild', async () => {
    await take()
    await copyDecisions({ database, bucket })
    await emptyDatabase(database)
    await adoptDecisions({ database, bucket })
    expect(await loadDecisions(database)).toEqual(expected)
    await adoptDecisions({ database, bucket }, 'rebuild')
    expect(await loadDecisions(database)).toEqual(expected)
    expect(await readUncopied(database)).toEqual([])
  })
})
