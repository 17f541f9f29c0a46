import { phrase, writeMarkdown } from '../corpus/markdown.ts'
import { type Random, seededRandom } from '../corpus/random.ts'
import { vocabulary } from '../corpus/vocabulary.ts'

/** What a file's content depends on. */
export type ContentPlan = {
  readonly seed: number
  readonly key: number
  readonly language: string
  readonly revision: number
  readonly id: string | null
  readonly draft: boolean
}

/** A title that no other revision of any file has. */
export const titleOf = ({ key, language, revision }: ContentPlan): string =>
  `Lesson ${key} ${language} revision ${revision}`

/** A fit lesson; a new revision changes the title and the first paragraph. */
export const fitContent = (plan: ContentPlan): string => {
  const { seed, key, language, revision, id, draft } = plan
  const words = vocabulary[language] ?? []
  const random = seededRandom(seed, 1, key)
  const body = writeMarkdown({ random, words, links: [], picture: null }, 600 + random.below(3000))
  const first = phrase(
    { random: seededRandom(seed, 2, key, revision), words, links: [], picture: null },
    12,
  )
  return [
    '---',
    ...(id === null || language !== 'en' ? [] : [`id: ${id}`]),
    `title: ${titleOf(plan)}`,
    'description: A lesson that the soak wrote.',
    'author: soak-author',
    'difficulty: beginner',
    'duration: 10',
    // A translation is a draft of its own accord only.
    ...(draft && language === 'en' ? ['status: draft'] : []),
    '---',
    '',
    `${first}.`,
    '',
    body,
  ].join('\n')
}

/** A file that must not be published, each time for another reason. */
export const brokenContent = (plan: ContentPlan, random: Random): string => {
  const fit = fitContent(plan)
  return random.pick([
    fit.replace(/^title: .*$/m, 'title: [not closed'),
    fit.replace(/^title: .*$/m, 'title:\n  - a list'),
    fit.replace(/^title: .*$/m, 'title: ""'),
    fit.replace(/^difficulty: .*$/m, 'difficulty: impossible'),
  ])
}
