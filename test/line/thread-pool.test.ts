import { describe, expect, it } from 'vitest'
import type { Question } from '../../src/line/start-thread.ts'
import { openThreadPool } from '../../src/line/thread-pool.ts'

const data = { place: null, shapes: new Map() }

/** A question about a list of people with one address, which the answer names. */
const people = (place: number): Question => {
  const blob = String(place).padStart(40, '0')
  const bytes = new TextEncoder().encode(`Ann <${place}@new.example> <ann@old.example>\n`)
  return {
    name: 'parse',
    arguments: [[{ reading: 'mailmap', blob }], 'error'],
    blobs: new Map([[blob, { kind: 'blob', bytes }]]),
  }
}

const absent: Question = {
  name: 'parse',
  arguments: [[{ reading: 'mailmap', blob: 'f'.repeat(40) }], 'error'],
}

describe('a pool of threads', () => {
  it('answers each question by its own answer, and takes them in order', async () => {
    const pool = openThreadPool(2, data)
    const made: number[] = []
    const answers = Array.from({ length: 20 }, (_, place) =>
      pool.ask(() => {
        made.push(place)
        return people(place)
      }),
    )
    expect(made, 'two for each thread, the others when they can be sent').toEqual([0, 1, 2, 3])
    for (const [place, answer] of (await Promise.all(answers)).entries())
      expect(answer).toEqual([expect.stringContaining(`"${place}@new.example"`)])
    expect(made).toEqual(Array.from({ length: 20 }, (_, place) => place))
    await pool.close()
  })

  it('goes on after a question that cannot be made or answered', async () => {
    const pool = openThreadPool(1, data)
    const answers = await Promise.allSettled([
      pool.ask(() => absent),
      pool.ask(() => Promise.reject(new Error('No such file'))),
      pool.ask(() => absent),
      pool.ask(() => people(3)),
    ])
    expect(answers).toMatchObject([
      { status: 'rejected', reason: { code: 'GIT' } },
      { status: 'rejected', reason: { message: 'No such file' } },
      { status: 'rejected', reason: { code: 'GIT' } },
      { status: 'fulfilled', value: [expect.stringContaining('"3@new.example"')] },
    ])
    await pool.close()
  })

  it('refuses what it is asked when its threads have ended', async () => {
    const pool = openThreadPool(1, data)
    await pool.ask(() => people(1))
    await pool.close()
    await expect(pool.ask(() => people(2))).rejects.toMatchObject({ code: 'GIT' })
    await pool.close()
  })
})
