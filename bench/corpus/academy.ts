import { dirname, relative } from 'node:path/posix'
import { paragraph, phrase, type Writing, writeMarkdown } from './markdown.ts'
import { logNormal, type Random, seededRandom } from './random.ts'
import { vocabulary } from './vocabulary.ts'

/** What an academy is generated from; equal ones give equal bytes. */
export type AcademyPlan = {
  readonly seed: number
  readonly lessons: number
  /** First-parent commits after the one that adds everything. */
  readonly commits: number
}

/** A lesson by its number; edits raise its revision, a rename its move. */
export type GeneratedLesson = {
  readonly index: number
  readonly revision: number
  readonly moves: number
}

const pillars = ['calls', 'gear', 'marksmanship', 'stealth', 'tracking'] as const
const lessonsPerCourse = 60

/** Key of the only author that generated lessons name. */
export const author = 'generated-author'

/** How many courses the lessons are spread over. */
const courseCount = ({ lessons }: AcademyPlan): number =>
  Math.max(pillars.length, Math.ceil(lessons / lessonsPerCourse))

const courseDirectory = (course: number): string =>
  `content/${pillars[course % pillars.length]}/course-${String(course + 1).padStart(3, '0')}`

/** The directories of all courses, each below its pillar's. */
export const courseDirectories = (plan: AcademyPlan): readonly string[] =>
  Array.from({ length: courseCount(plan) }, (_, course) => courseDirectory(course))

/** Path of a lesson, without language or ending: `content/calls/course-001/lesson-17`. */
export const lessonStem = (plan: AcademyPlan, { index, moves }: GeneratedLesson): string => {
  const moved = moves === 0 ? '' : `-moved-${moves}`
  return `${courseDirectory(index % courseCount(plan))}/lesson-${index + 1}${moved}`
}

/** Path of a lesson, or of its translation. */
export const lessonPath = (
  plan: AcademyPlan,
  lesson: GeneratedLesson,
  language: string = 'en',
): string => {
  const stem = lessonStem(plan, lesson)
  return language === 'en'
    ? `${stem}.md`
    : `translations/${language}/${stem.slice('content/'.length)}.md`
}

// Few pictures, as in the academy; encoding them is measured as a stage of its own.
const lessonsPerPicture = 500

/** Whether a lesson shows a picture, which then lies beside it. */
export const hasPicture = ({ index }: GeneratedLesson): boolean => index % lessonsPerPicture === 7

/** Path of a lesson's picture; a renamed lesson keeps the one it had. */
export const picturePath = (plan: AcademyPlan, lesson: GeneratedLesson): string =>
  `${lessonStem(plan, { ...lesson, moves: 0 })}.png`

/** The file of a lesson or of its translation, front matter and text, as of its revision. */
export const lessonFile = (
  plan: AcademyPlan,
  lesson: GeneratedLesson,
  language: string = 'en',
): string => {
  const { index, revision } = lesson
  const random = seededRandom(plan.seed, 1, index)
  const from = lessonPath(plan, lesson, language)
  const writing: Writing = {
    random,
    words: vocabulary[language] ?? [],
    links: language === 'en' ? linksOf(plan, index, from) : [],
    picture:
      language === 'en' && hasPicture(lesson)
        ? relative(dirname(from), picturePath(plan, lesson))
        : null,
  }
  const size = Math.min(Math.max(logNormal(random, 2_550, 0.95), 350), 150_000)
  const body = writeMarkdown(writing, size)
  return `${frontMatter(writing, lesson)}\n${body}${notes(plan, writing, index, revision)}`
}

const frontMatter = (writing: Writing, { index, revision }: GeneratedLesson): string => {
  const { random, words } = writing
  const tags = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(words)))]
  return [
    '---',
    `title: "Lesson ${index + 1}: ${phrase(writing, 3)}"`,
    `description: "${phrase(writing, 9)}, revision ${revision}."`,
    `author: ${author}`,
    `difficulty: ${random.pick(['beginner', 'intermediate', 'advanced'])}`,
    `duration: ${5 + random.below(40)}`,
    `tags: [${tags.map((tag) => JSON.stringify(tag.toLowerCase())).join(', ')}]`,
    'objectives:',
    ...Array.from({ length: 2 + random.below(2) }, () => `  - ${phrase(writing, 6)}`),
    // The schema takes no more.
    `order: ${(index % 10_000) + 1}`,
    '---',
    '',
  ].join('\n')
}

// Each revision adds a section, so that a version differs from the one before in a few lines.
const notes = (plan: AcademyPlan, writing: Writing, index: number, revision: number): string =>
  Array.from({ length: revision }, (_, number) => {
    const random = seededRandom(plan.seed, 2, index, number)
    return `\n## Note ${number + 1}\n\n${paragraph({ ...writing, random })}\n`
  }).join('')

const linksOf = (plan: AcademyPlan, index: number, from: string): readonly string[] => {
  const random: Random = seededRandom(plan.seed, 4, index)
  const courses = courseCount(plan)
  const inCourse = Array.from(
    { length: 3 },
    () => (index + courses * (1 + random.below(5))) % plan.lessons,
  )
  return [...inCourse, random.below(plan.lessons)].map((target) => {
    const path = lessonPath(plan, { index: target, revision: 0, moves: 0 })
    return relative(dirname(from), path)
  })
}
