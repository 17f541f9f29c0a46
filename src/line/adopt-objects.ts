import type { Bucket } from '../bucket/bucket.ts'
import type { Database } from '../database/database.ts'
import { readMarks, unmarkGarbage } from '../database/garbage.ts'
import { reach } from '../point.ts'

const hour = 3_600_000

/**
 * The bucket as a publish uses it: of objects that `gc` has marked, it takes the mark off before it reads, asks for or puts them.
 * From then on they stay for the grace period at least, whether it finds them there or puts them anew. What is marked only
 * after this looked is younger than that; a process that goes on for longer looks again each hour.
 */
export const adoptObjects = (bucket: Bucket, database: Database): Bucket => {
  let looked: { readonly at: number; readonly marked: Promise<Set<string>> } | null = null
  const look = (): Promise<Set<string>> => {
    if (looked !== null && Date.now() - looked.at < hour) return looked.marked
    const marked = readMarks(database, 0).then((marks) => new Set(marks.map((mark) => mark.key)))
    looked = { at: Date.now(), marked }
    marked.catch(() => {
      looked = null
    })
    return marked
  }
  const adopt = async (key: string): Promise<void> => {
    const waiting = await look()
    if (!waiting.has(key)) return
    await unmarkGarbage(database, [key])
    reach('object-adopted')
    waiting.delete(key)
  }
  return {
    ...bucket,
    put: async (key, body, headers, condition) => {
      await adopt(key)
      return await bucket.put(key, body, headers, condition)
    },
    head: async (key) => {
      await adopt(key)
      return await bucket.head(key)
    },
    read: async (key) => {
      await adopt(key)
      return await bucket.read(key)
    },
  }
}
