import type { Json, JsonObject } from '../json.ts'
import { instantOf } from '../lesson/instant.ts'
import type { FieldName } from '../lesson/lesson.ts'

/** Front matter of some files of a collection. */
export type Sample = {
  readonly metadata: readonly JsonObject[]
  /** Whether these are all of its files. */
  readonly isComplete: boolean
  /** ISO 8601. */
  readonly now: string
}

type Synonym = {
  readonly field: FieldName
  readonly keys: readonly string[]
  readonly fits: (value: Json, sample: Sample) => boolean
}

const isText = (value: Json): boolean => typeof value === 'string'

const isWord = (value: Json): boolean => typeof value === 'string' || typeof value === 'number'

// What a column of whole numbers holds.
const isWhole = (value: Json): boolean =>
  Number.isInteger(value) && Math.abs(value as number) < 2 ** 31

const synonyms: readonly Synonym[] = [
  { field: 'title', keys: ['name'], fits: isText },
  { field: 'description', keys: ['summary', 'excerpt', 'abstract', 'lead'], fits: isText },
  {
    field: 'tags',
    keys: ['keywords', 'topics'],
    fits: (value) => Array.isArray(value) && value.every(isWord),
  },
  {
    field: 'order',
    keys: ['weight', 'nav_order', 'sidebar_position', 'position'],
    fits: isWhole,
  },
  {
    field: 'duration',
    keys: ['teaching'],
    fits: (value) => isWhole(value) && (value as number) >= 0,
  },
  {
    field: 'publish_at',
    keys: ['date', 'pubDate', 'publishDate', 'published_at'],
    // A date that is none keeps a lesson back, and one to come hides it.
    fits: (value, { isComplete, now }) => {
      const instant = typeof value === 'string' ? instantOf(value) : null
      return isComplete && instant !== null && instant <= now
    },
  },
]

/**
 * Which of a repository's front matter keys mean a field of ours: those that at least half of the sample
 * has, always with a value that fits, and where none has our own key.
 */
export const guessFields = (sample: Sample): Readonly<Partial<Record<FieldName, string>>> => ({
  ...Object.fromEntries(
    synonyms.flatMap(({ field, keys, fits }) => {
      if (valuesOf(sample, field).length > 0) return []
      const key = keys.find((each) => {
        const values = valuesOf(sample, each)
        const isCommon = values.length > 0 && values.length * 2 >= sample.metadata.length
        return isCommon && values.every((value) => fits(value, sample))
      })
      return key === undefined ? [] : [[field, key]]
    }),
  ),
  ...(isSlugForeign(sample) ? { slug: unusedKey } : {}),
})

const valuesOf = ({ metadata }: Sample, key: string): readonly Json[] =>
  metadata
    .flatMap((each) => (Object.hasOwn(each, key) ? [each[key] ?? null] : []))
    .filter((value) => value !== null)

/** A key that no file has, so that a `slug` which means something else is not read. */
export const unusedKey = 'hma_slug'

/** Whether `slug` holds addresses, or the same word in several files, so that items could not be told apart by it. */
const isSlugForeign = (sample: Sample): boolean => {
  const slugs = valuesOf(sample, 'slug')
  return (
    slugs.some((slug) => typeof slug !== 'string' || slug.includes('/')) ||
    new Set(slugs).size < slugs.length
  )
}
