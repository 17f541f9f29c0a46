// Written by `npm run types` from the schemas; change those instead.

/** Front matter of an article (`article.md`) or of its translation (`article.<language>.md`). A text to be read by itself. A translation gives only what it translates, and `source_blob`. */
export type ArticleFrontMatter = {
  /** Identity of the article across renames and environments: a random UUID, written once and never changed. */
  readonly id?: string
  /** Replaces the last part of the address, which is otherwise the name of the directory. */
  readonly slug?: string
  /** Name of the article as learners see it. */
  readonly title: string
  /** One or two sentences that say what a learner gets from the article. */
  readonly description: string
  /** Key of the author in `authors.yaml`; in a translation, of the translator. */
  readonly author: string
  /** Key of the person in `authors.yaml` who reviewed the article. */
  readonly reviewer?: string
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
  /** Experience a learner should bring. */
  readonly difficulty?: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Whole minutes that reading and exercises take. */
  readonly duration?: number
  /** Where the article stands in the editors’ work; `draft` is never published. */
  readonly status?: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  /** Position of the article among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** `true` keeps the article unpublished, like `status: draft`. */
  readonly draft?: boolean
  /** Date, or date and time with an offset, before which this version is not shown. */
  readonly publish_at?: string
  /** Date, or date and time with an offset, from which the article is no longer shown. */
  readonly unpublish_at?: string
  /** In a translation: the Git blob id of the `article.md` it was made from (`git hash-object article.md`), in quotes. */
  readonly source_blob?: string
}
