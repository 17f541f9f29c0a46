import type { ContentType } from '../lesson/lesson.ts'

/** Which items are looked through; null takes any. */
export type SearchFilter = {
  readonly type: ContentType | null
  /** Slug of the pillar. */
  readonly pillar: string | null
  /** Slug of the course, alone or behind its pillar's and a slash. */
  readonly course: string | null
  readonly difficulty: string | null
  /** The front matter keys that `difficulty` may stand under. */
  readonly difficultyKeys: readonly string[]
}

/** Takes every item. */
export const anyItem: SearchFilter = {
  type: null,
  pillar: null,
  course: null,
  difficulty: null,
  difficultyKeys: ['difficulty'],
}
