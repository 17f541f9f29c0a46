import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import type { Decision } from '../../src/decision.ts'
import { decisionKey, putDecision, readDecisions } from '../../src/publish/decision-copies.ts'

let directory: string
let bucket: Bucket
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hma-decisions-'))
  bucket = openFileBucket(directory)
})
afterEach(() => rm(directory, { recursive: true }))

const purge = (sequence: number, reason = 'asked for'): Decision => ({
  kind: 'purge',
  item: 'a',
  sequence,
  by: 'ada',
  at: '2026-06-01T00:00:00Z',
  reason,
})

describe('copies of decisions in the bucket', () => {
  it('are read back in their order', async () => {
    for (const sequence of [11, 2, 1]) await putDecision(bucket, purge(sequence))
    expect(await readDecisions(bucket)).toEqual([purge(1), purge(2), purge(11)])
  })

  it('can be put twice, and are kept by nobody on the way', async () => {
    await putDecision(bucket, purge(1))
    await putDecision(bucket, purge(1))
    expect(await readDecisions(bucket)).toEqual([purge(1)])
    expect((await bucket.head(decisionKey(1)))?.cacheControl).toBe('private, no-store')
  })

  it('never take the place of another', async () => {
    await putDecision(bucket, purge(1))
    await expect(putDecision(bucket, purge(1, 'another'))).rejects.toMatchObject({ code: 'BUCKET' })
    expect(await readDecisions(bucket)).toEqual([purge(1)])
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['that of another number', JSON.stringify({ schema: 1, ...purge(2) })],
    ['of another form', JSON.stringify({ schema: 2, ...purge(1) })],
  ])('are refused where one is %s', async (_, body) => {
    const headers = { contentType: 'application/json', cacheControl: 'private, no-store' }
    await bucket.put(decisionKey(1), Buffer.from(body), headers, { kind: 'create' })
    await expect(readDecisions(bucket)).rejects.toMatchObject({ code: 'BUCKET' })
  })
})
