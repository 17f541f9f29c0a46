import type { JsonObject } from '../json.ts'
import { type ContentType, contentTypes } from '../lesson/lesson.ts'

const articles = /^_?(?:posts?|blogs?|news|articles?|glossary|wiki|journal|stories)$/i

/** What somebody who teaches writes down, as keys of front matter. */
const teaching = [
  'objectives',
  'duration',
  'difficulty',
  'teaching',
  'exercises',
  'questions',
  'keypoints',
  'prerequisites',
]

/**
 * The type of files: what their name says, as `video.md` does. Else they are lessons, unless a directory is named after articles, or front matter
 * files them under a category and says nothing that a lesson would.
 */
export const guessType = (pattern: string, metadata: readonly JsonObject[]): ContentType => {
  const directories = pattern.split('/')
  const name = directories.pop()?.split('.')[0]
  const named = contentTypes.find((type) => type === name)
  if (named !== undefined) return named
  if (directories.some((name) => articles.test(name))) return 'article'
  const having = (keys: readonly string[]): number =>
    metadata.filter((each) => keys.some((key) => Object.hasOwn(each, key))).length
  const isFiled = having(['category', 'categories']) * 2 > metadata.length
  return isFiled && having(teaching) === 0 ? 'article' : 'lesson'
}
