import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import { newKeys } from './new-keys.ts'
import { checkSlug } from './new-path.ts'
import { ownSchema } from './own-schema.ts'
import { titleOfSlug } from './title-of-slug.ts'

/** A file that is to be written where none is. */
export type NewFile = { readonly path: string; readonly text: string }

/** A course, by the names of its directories. */
export type Course = { readonly pillar: string; readonly course: string }

/**
 * The files of a course and of its pillar where a collection has them, with what their schemas require; nothing
 * where no collection has such directories. Throws `USAGE` where a name is none for them.
 */
export const newHierarchy = (
  { collections }: Config,
  { pillar, course }: Course,
): readonly NewFile[] => {
  for (const collection of collections) {
    const { files } = collection
    const [pillars, courses] = [files.directory('pillar'), files.directory('course')]
    if (pillars === null || courses === null) continue
    checkSlug(collection, `${pillar}/${course}`)
    return [
      fileOf('pillar', pillars.format({ pillar }), { name: titleOfSlug(pillar) }),
      fileOf('course', courses.format({ pillar, course }), { title: titleOfSlug(course) }),
    ]
  }
  return []
}

/** Those of the new files whose pillar or course has no file yet, be it beside another collection. */
export const missingFiles = (
  config: Config,
  paths: readonly string[],
  files: readonly NewFile[],
): readonly NewFile[] => {
  const classify = classifier(config)
  const there = new Set(paths.map((path) => JSON.stringify(classify(path), hierarchyKeys)))
  return files.filter(({ path }) => !there.has(JSON.stringify(classify(path), hierarchyKeys)))
}

const hierarchyKeys = ['kind', 'pillar', 'course']

const fileOf = (
  kind: 'pillar' | 'course',
  directory: string,
  known: Readonly<Record<string, string>>,
): NewFile => ({
  path: `${directory}/${kind}.yaml`,
  text: `${newKeys(ownSchema(kind), known).join('\n')}\n`,
})
