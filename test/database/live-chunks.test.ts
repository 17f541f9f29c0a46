import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { keepRendered, type LiveChunk, makeRenderedLive } from '../../src/database/live-chunks.ts'
import { openTestDatabase } from '../support/database.ts'

const chunk = (itemId: string, text: string): LiveChunk => ({
  itemId,
  language: 'en',
  number: 0,
  anchor: '',
  heading: '',
  text,
  input: text,
  inputDigest: 'a'.repeat(64),
  tokens: 3,
  chunker: 'test',
  search: { config: 'english', title: '', lead: '', body: text },
})

/** Items for chunks to be of. */
const addItems = async ({ query }: Database, count: number): Promise<readonly string[]> => {
  const ids = Array.from({ length: count }, () => randomUUID())
  await query(
    `insert into content_mgmt.content_items (id, content_type, title, slug)
     select id, 'lesson', 'Wind', id::text from unnest($1::uuid[]) as id`,
    [ids],
  )
  return ids
}

const liveTexts = 'select text from embeddings.live_chunks order by text'

describe('makeRenderedLive', () => {
  it('makes the chunks of its run live, and forgets those of runs that did not end', async () => {
    const database = await openTestDatabase()
    const [run, killed] = [randomUUID(), randomUUID()]
    const [item = '', other = ''] = await addItems(database, 2)
    await keepRendered(database, killed, [chunk(item, 'Cold air sinks.')])
    await keepRendered(database, run, [chunk(item, 'Cold air sinks at dusk.')])
    await keepRendered(database, run, [chunk(other, 'Stay downwind.')])
    await database.transaction((one) => makeRenderedLive(one, { run, count: 2 }, 'model'))
    expect(await database.query(liveTexts)).toEqual([
      { text: 'Cold air sinks at dusk.' },
      { text: 'Stay downwind.' },
    ])
    expect(await database.query('select run from pipeline.rendered_chunks')).toEqual([])
    await database.close()
  })

  it('refuses where the server has lost some, and nothing is live', async () => {
    const database = await openTestDatabase()
    const run = randomUUID()
    const [item = ''] = await addItems(database, 1)
    await keepRendered(database, run, [chunk(item, 'Cold air sinks.')])
    const making = database.transaction((one) => makeRenderedLive(one, { run, count: 2 }, 'model'))
    await expect(making).rejects.toMatchObject({
      code: 'DATABASE',
      message: 'Expected 2 chunks of this run, got 1.',
    })
    expect(await database.query(liveTexts)).toEqual([])
    await database.close()
  })
})
