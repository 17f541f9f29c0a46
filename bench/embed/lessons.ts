import type { Database } from '../../src/database/database.ts'
import { type LiveLesson, makeLive } from '../../test/support/live-chunks.ts'
import { seededRandom } from '../corpus/random.ts'
import { vocabulary } from '../corpus/vocabulary.ts'

/** Lessons with the texts of their sections. */
export type Sections = readonly LiveLesson[]

const perLesson = 10

/** Generated lessons of ten sections of 60 to 200 words each, the same on every machine. */
export const makeLessons = (chunks: number): Sections =>
  Array.from({ length: Math.ceil(chunks / perLesson) }, (_, lesson) => ({
    slug: `lesson-${lesson}`,
    texts: Array.from(
      { length: Math.min(perLesson, chunks - lesson * perLesson) },
      (_, section) => {
        const random = seededRandom(1, lesson, section)
        const words = vocabulary.en ?? []
        const length = 60 + random.below(140)
        return `${Array.from({ length }, () => random.pick(words)).join(' ')} ${lesson} ${section}.`
      },
    ),
  }))

// One statement takes a few MB of parameters at a time.
const lessonsAtOnce = 500

/** Makes generated lessons live; nothing has a vector yet. */
export const fillModel = async (database: Database, lessons: Sections): Promise<void> => {
  for (let start = 0; start < lessons.length; start += lessonsAtOnce)
    await makeLive(database, lessons.slice(start, start + lessonsAtOnce))
}
