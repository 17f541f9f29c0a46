// Written by `npm run types` from the schemas; change those instead.

/** Front matter of a document (`document.md`) or of its translation (`document.<language>.md`). The file itself is linked in the text, `[Print](check-list.pdf)`, as media of every text are: so it is checked, published and counted as a change. The text says what it holds and how to use it. A translation gives only what it translates, and `source_blob`. */
export type DocumentFrontMatter = {
  /** Identity of the document across renames and environments: a random UUID, written once and never changed. */
  readonly id?: string
  /** Replaces the last part of the address, which is otherwise the name of the directory. */
  readonly slug?: string
  /** Name of the document as learners see it. */
  readonly title: string
  /** One or two sentences that say what a learner gets from the document. */
  readonly description: string
  /** Key of the author in `authors.yaml`; in a translation, of the translator. */
  readonly author: string
  /** Key of the person in `authors.yaml` who reviewed the document. */
  readonly reviewer?: string
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
  /** Experience a learner should bring. */
  readonly difficulty?: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Number of pages of the file. */
  readonly pages: number
  /** Where the document stands in the editors’ work; `draft` is never published. */
  readonly status?: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  /** Position of the document among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** `true` keeps the document unpublished, like `status: draft`. */
  readonly draft?: boolean
  /** Date, or date and time with an offset, before which this version is not shown. */
  readonly publish_at?: string
  /** Date, or date and time with an offset, from which the document is no longer shown. */
  readonly unpublish_at?: string
  /** In a translation: the Git blob id of the `document.md` it was made from (`git hash-object document.md`), in quotes. */
  readonly source_blob?: string
}
