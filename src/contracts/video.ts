// Written by `npm run types` from the schemas; change those instead.

/** Front matter of a video (`video.md`) or of its translation (`video.<language>.md`). The film itself is linked in the text, `[Watch](film.mp4)`, as media of every text are: so it is checked, published and counted as a change. Below it stands what is shown and said, for those who cannot see or hear it. A translation gives only what it translates, and `source_blob`. */
export type VideoFrontMatter = {
  /** Identity of the video across renames and environments: a random UUID, written once and never changed. */
  readonly id?: string
  /** Replaces the last part of the address, which is otherwise the name of the directory. */
  readonly slug?: string
  /** Name of the video as learners see it. */
  readonly title: string
  /** One or two sentences that say what a learner gets from the video. */
  readonly description: string
  /** Key of the author in `authors.yaml`; in a translation, of the translator. */
  readonly author: string
  /** Key of the person in `authors.yaml` who reviewed the video. */
  readonly reviewer?: string
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
  /** Experience a learner should bring. */
  readonly difficulty?: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Length of the film in whole seconds, rounded up. */
  readonly seconds: number
  /** Where the video stands in the editors’ work; `draft` is never published. */
  readonly status?: 'draft' | 'review' | 'approved' | 'published' | 'archived'
  /** Position of the video among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** `true` keeps the video unpublished, like `status: draft`. */
  readonly draft?: boolean
  /** Date, or date and time with an offset, before which this version is not shown. */
  readonly publish_at?: string
  /** Date, or date and time with an offset, from which the video is no longer shown. */
  readonly unpublish_at?: string
  /** In a translation: the Git blob id of the `video.md` it was made from (`git hash-object video.md`), in quotes. */
  readonly source_blob?: string
}
