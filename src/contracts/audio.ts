// Written by `npm run types` from the schemas; change those instead.

/** Front matter of a recording (`audio.md`) or of its translation (`audio.<language>.md`). The sound itself is linked in the text, `[Listen](call.mp3)`, as media of every text are: so it is checked, published and counted as a change. Below it stands what is heard, for those who cannot hear it. A translation gives only what it translates, and `source_blob`. */
export type AudioFrontMatter = {
  /** Identity of the recording across renames and environments: a random UUID, written once and never changed. */
  readonly id?: string
  /** Replaces the last part of the address, which is otherwise the name of the directory. */
  readonly slug?: string
  /** Name of the recording as learners see it. */
  readonly title: string
  /** One or two sentences that say what a learner gets from the recording. */
  readonly description: string
  /** Key of the author in `authors.yaml`; in a translation, of the translator. */
  readonly author: string
  /** Key of the person in `authors.yaml` who reviewed the recording. */
  readonly reviewer?: string
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
  /** Experience a learner should bring. */
  readonly difficulty?: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Length of the sound in whole seconds, rounded up. */
  readonly seconds: number
  /** Where the recording stands in the editors’ work; `draft` is never published. */
  readonly status?: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  /** Position of the recording among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** `true` keeps the recording unpublished, like `status: draft`. */
  readonly draft?: boolean
  /** Date, or date and time with an offset, before which this version is not shown. */
  readonly publish_at?: string
  /** Date, or date and time with an offset, from which the recording is no longer shown. */
  readonly unpublish_at?: string
  /** In a translation: the Git blob id of the `audio.md` it was made from (`git hash-object audio.md`), in quotes. */
  readonly source_blob?: string
}
