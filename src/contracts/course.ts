// Written by `npm run types` from the schemas; change those instead.

/** `course.yaml` of a course: what its lessons have in common. */
export type CourseFile = {
  /** Name of the course as learners see it. */
  readonly title: string
  /** One or two sentences about the course. */
  readonly description: string
  /** Experience a learner should bring. */
  readonly difficulty: 'beginner' | 'intermediate' | 'advanced' | 'expert'
  /** Estimated hours for the whole course. */
  readonly hours?: number
  /** Position of the course among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
  /** Key words for search and lists, lower case, without a number sign. */
  readonly tags?: readonly string[]
}
