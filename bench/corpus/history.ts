import {
  type AcademyPlan,
  author,
  courseDirectories,
  type GeneratedLesson,
  hasPicture,
  lessonFile,
  lessonPath,
  picturePath,
} from './academy.ts'
import type { FileChange, NewCommit } from './fast-import.ts'
import { picture } from './picture.ts'
import { type Random, seededRandom } from './random.ts'
import { translationLanguages } from './vocabulary.ts'

const authors = [
  'Ada Author <ada@example.org>',
  'Ben Editor <ben@example.org>',
  'Cleo Writer <cleo@example.org>',
] as const

const firstTime = Date.UTC(2024, 0, 1) / 1000
const sixHours = 6 * 3600

/** How many translations an academy has at its head: one for fifty lessons, 200 for 10,000. */
export const translationCount = ({ lessons }: AcademyPlan): number =>
  Math.max(3, Math.round(lessons / 50))

/**
 * The commits of an academy: one adds every lesson, the others edit, rename, remove and add some, as
 * many as are removed. Translations come in the first half, so that later edits outdate a part of them.
 */
export function* academyCommits(plan: AcademyPlan): Generator<NewCommit> {
  const random = seededRandom(plan.seed, 5)
  const lessons = Array.from({ length: plan.lessons }, (_, index) => ({
    index,
    revision: 0,
    moves: 0,
  }))
  const translations = translationsByCommit(plan)
  const commit = (number: number, message: string, changes: readonly FileChange[]): NewCommit => ({
    message,
    author: authors[number % authors.length] ?? authors[0],
    time: firstTime + number * sixHours,
    changes,
  })
  yield commit(0, 'feat: add the academy', [
    ...frame(plan),
    ...lessons.flatMap((one) => added(plan, one)),
  ])
  for (let number = 1; number <= plan.commits; number++) {
    const [message, changes] = step(plan, lessons, random, number)
    const translated = (translations.get(number) ?? []).flatMap((change) => change(lessons))
    yield commit(number, message, [...changes, ...translated])
  }
}

/** One commit's changes; `lessons` is what stands after it. */
const step = (
  plan: AcademyPlan,
  lessons: GeneratedLesson[],
  random: Random,
  number: number,
): readonly [string, readonly FileChange[]] => {
  // Lessons with translations have the lowest numbers, and keep their places.
  const translated = translationCount(plan)
  const free = translated + random.below(lessons.length - translated)
  const old = lessons[free]
  if (old === undefined) throw new Error('Expected more lessons than translations.')
  if (number % 25 === 0) {
    const fresh = { index: plan.lessons + number, revision: 0, moves: 0 }
    lessons[free] = fresh
    return [
      'feat: replace a lesson',
      [{ kind: 'delete', path: lessonPath(plan, old) }, ...added(plan, fresh)],
    ]
  }
  if (number % 40 === 0) {
    const moved = { ...old, moves: old.moves + 1 }
    lessons[free] = moved
    const rename = {
      kind: 'rename',
      from: lessonPath(plan, old),
      to: lessonPath(plan, moved),
    } as const
    return ['Move a lesson', [rename, write(plan, moved)]]
  }
  const places = new Set(
    Array.from({ length: 1 + random.below(4) }, () => random.below(lessons.length)),
  )
  if (random.chance(0.2)) places.add(random.below(translated))
  const edits = [...places].flatMap((place) => {
    const lesson = lessons[place]
    if (lesson === undefined) return []
    const edited = { ...lesson, revision: lesson.revision + 1 }
    lessons[place] = edited
    return [write(plan, edited)]
  })
  return [`${random.pick(['fix: ', 'docs: ', ''])}edit ${edits.length} lessons`, edits]
}

const write = (plan: AcademyPlan, lesson: GeneratedLesson): FileChange => ({
  kind: 'write',
  path: lessonPath(plan, lesson),
  content: lessonFile(plan, lesson),
})

const added = (plan: AcademyPlan, lesson: GeneratedLesson): readonly FileChange[] => {
  if (!hasPicture(lesson)) return [write(plan, lesson)]
  const content = picture(plan.seed, lesson.index)
  return [write(plan, lesson), { kind: 'write', path: picturePath(plan, lesson), content }]
}

type Addition = (lessons: readonly GeneratedLesson[]) => readonly FileChange[]

const translationsByCommit = (plan: AcademyPlan): ReadonlyMap<number, readonly Addition[]> => {
  const additions = Array.from(
    { length: translationCount(plan) },
    (_, place): readonly [number, Addition] => {
      const number = 1 + (place % Math.max(1, Math.floor(plan.commits / 2)))
      const language = translationLanguages[place % translationLanguages.length] ?? 'es'
      return [
        number,
        (lessons) => {
          const lesson = lessons[place]
          if (lesson === undefined) return []
          const path = lessonPath(plan, lesson, language)
          return [{ kind: 'write', path, content: lessonFile(plan, lesson, language) }]
        },
      ]
    },
  )
  const grouped = Map.groupBy(additions, ([number]) => number)
  return new Map(
    [...grouped].map(([number, list]) => [number, list.map(([, addition]) => addition)]),
  )
}

/** The files around the lessons: authors, pillars, courses. */
const frame = (plan: AcademyPlan): readonly FileChange[] => {
  const courses = courseDirectories(plan)
  const pillars = [...new Set(courses.map((course) => course.split('/').slice(0, 2).join('/')))]
  const authorsFile = [
    'authors:',
    '  - id: 6f1c2a4e-8d3b-4b57-9c60-2f0a5d7e9b13',
    `    key: ${author}`,
    '    name: Generated Author',
    '    emails: [ada@example.org, ben@example.org, cleo@example.org]',
    '',
  ]
  return [
    { kind: 'write', path: 'content/authors.yaml', content: authorsFile.join('\n') },
    ...pillars.map(
      (pillar, index): FileChange => ({
        kind: 'write',
        path: `${pillar}/pillar.yaml`,
        content: `name: ${pillar.split('/')[1]}\ndescription: Generated lessons.\norder: ${index + 1}\n`,
      }),
    ),
    ...courses.map(
      (course, index): FileChange => ({
        kind: 'write',
        path: `${course}/course.yaml`,
        content: `title: Course ${index + 1}\ndescription: Generated lessons.\ndifficulty: beginner\norder: ${index + 1}\n`,
      }),
    ),
  ]
}
