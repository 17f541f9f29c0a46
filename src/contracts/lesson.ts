// Written by `npm run types` from the schemas; change those instead.

/** Front matter of a lesson (`index.md`) or of its translation (`index.<language>.md`). A translation gives only what it translates, and `source_blob`. */
export type LessonFrontMatter = {
  /** Identity of the lesson across renames and environments: a random UUID, written once and never changed. */
  readonly id?: string
  /** Replaces the last part of the address, which is otherwise the name of the directory. */
  readonly slug?: string
  /** Name of the lesson as learners see it. */
  readonly title: string
  /** One or two sentences that say what a learner gets from the lesson. */
  readonly description: string
  /** Key of the author in `authors.yaml`; in a translation, of the translator. */
  readonly author: string
  /** Key of the person in `authors.yaml` who reviewed the lesson. */
  readonly reviewer?: string
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
  /** Experience a learner should bring. */
  readonly difficulty: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Whole minutes that reading and exercises take. */
  readonly duration: number
  /** What a learner can do afterwards, one sentence each, beginning with a verb. */
  readonly objectives?: readonly string[]
  /** Full slugs (`pillar/course/lesson`) of the lessons to read before. */
  readonly prerequisites?: readonly string[]
  /** Where the lesson stands in the editors’ work; `draft` is never published. */
  readonly status?: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  /** Position of the lesson among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** `true` keeps the lesson unpublished, like `status: draft`. */
  readonly draft?: boolean
  /** Date, or date and time with an offset, before which this version is not shown. */
  readonly publish_at?: string
  /** Date, or date and time with an offset, from which the lesson is no longer shown. */
  readonly unpublish_at?: string
  /** In a translation: the Git blob id of the `index.md` it was made from (`git hash-object index.md`), in quotes. */
  readonly source_blob?: string
}
