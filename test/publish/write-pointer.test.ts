import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { pointerKey } from '../../src/bucket/object-key.ts'
import { readPointer, writePointer } from '../../src/publish/write-pointer.ts'

let bucket: Bucket

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-pointer-'))
  bucket = openFileBucket(directory)
  return () => rm(directory, { recursive: true })
})

const pointer = (sequence: number) => ({ sequence, root: `releases/${sequence}.json`, commit: 'c' })

describe('writePointer', () => {
  it('points to the first release, then to later ones', async () => {
    expect(await readPointer(bucket)).toBeNull()
    await writePointer(bucket, pointer(1))
    expect(await readPointer(bucket)).toMatchObject(pointer(1))
    await writePointer(bucket, pointer(3))
    expect(await readPointer(bucket)).toMatchObject(pointer(3))
  })

  it('never points back', async () => {
    await writePointer(bucket, pointer(2))
    await writePointer(bucket, pointer(1))
    await writePointer(bucket, { ...pointer(2), commit: 'other' })
    expect(await readPointer(bucket)).toMatchObject(pointer(2))
  })

  it('lets readers learn of a release within a minute', async () => {
    await writePointer(bucket, pointer(1))
    const found = await bucket.head(pointerKey)
    expect(found).toMatchObject({ contentType: 'application/json' })
    expect(Number(/max-age=(\d+)/.exec(found?.cacheControl ?? '')?.[1])).toBeLessThanOrEqual(60)
    expect(found?.cacheControl).not.toContain('immutable')
  })

  it('ends at the latest where several are written at once', async () => {
    await Promise.all([3, 1, 4, 2].map((sequence) => writePointer(bucket, pointer(sequence))))
    expect(await readPointer(bucket)).toMatchObject(pointer(4))
  })

  it('reads the pointer again where another publisher was faster', async () => {
    let raced = false
    const racing: Bucket = {
      ...bucket,
      put: async (...given) => {
        if (!raced) {
          raced = true
          await writePointer(bucket, pointer(1))
        }
        return bucket.put(...given)
      },
    }
    await writePointer(racing, pointer(2))
    expect(await readPointer(bucket)).toMatchObject(pointer(2))
  })

  it('says BUCKET where the pointer keeps changing', async () => {
    const restless: Bucket = { ...bucket, put: async () => 'changed' }
    await expect(writePointer(restless, pointer(1))).rejects.toMatchObject({ code: 'BUCKET' })
  })
})
