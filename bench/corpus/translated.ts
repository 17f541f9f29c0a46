import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileChange, importCommits, type NewCommit } from './fast-import.ts'
import { academyConfig } from './generate.ts'
import { git } from './git.ts'

/** Lessons that are all translated into all of some languages, and as many commits that edit one of them each. */
export type TranslatedPlan = {
  readonly lessons: number
  readonly languages: readonly string[]
  readonly edits: number
}

/** Where such an academy lies. */
export type TranslatedAcademy = {
  readonly repository: string
  readonly config: string
  /** Edits the next lesson in one more commit. */
  readonly edit: (number: number) => Promise<void>
}

const sections = ['Morning', 'Noon', 'Evening'] as const

const sourceText = (lesson: number, revision: number): string =>
  `---\ntitle: Lesson ${lesson}\n---\n\n${sections
    .map(
      (title, at) =>
        `# ${title}\n\nAir sinks in lesson ${lesson}, as of revision ${at === 1 ? revision : 0}.\n`,
    )
    .join('\n')}`

const translatedText = (lesson: number, language: string): string =>
  `---\ntitle: ${language} ${lesson}\n---\n\n${sections
    .map((_, at) => `# ${language} ${at}\n\nTexto ${lesson} (${language}).\n`)
    .join('\n')}`

const stemOf = (lesson: number): string => `air/course-${lesson % 100}/lesson-${lesson}`

const writeSource = (lesson: number, revision: number): FileChange => ({
  kind: 'write',
  path: `content/${stemOf(lesson)}.md`,
  content: sourceText(lesson, revision),
})

function* commitsOf({ lessons, languages, edits }: TranslatedPlan): Generator<NewCommit> {
  const all = Array.from({ length: lessons }, (_, lesson) => lesson)
  const author = 'Bench <bench@example.org>'
  const changes = all.flatMap((lesson): readonly FileChange[] => [
    writeSource(lesson, 0),
    ...languages.map((language) => ({
      kind: 'write' as const,
      path: `translations/${language}/${stemOf(lesson)}.md`,
      content: translatedText(lesson, language),
    })),
  ])
  yield { message: 'Add all lessons', author, time: 1_700_000_000, changes }
  for (let edit = 1; edit <= edits; edit++) {
    const time = 1_700_000_000 + edit * 60
    // Few lessons, so that a longer history leaves no more translations outdated.
    yield { message: `Edit ${edit}`, author, time, changes: [writeSource(edit % 10, edit)] }
  }
}

/** Writes such an academy into a directory. */
export const translatedAcademy = async (
  plan: TranslatedPlan,
  directory: string,
): Promise<TranslatedAcademy> => {
  const repository = join(directory, 'repository')
  await mkdir(repository, { recursive: true })
  await git(repository, 'init', '--quiet', '--bare', '--initial-branch=main')
  const place = { repository, branch: 'main' }
  await importCommits(place, commitsOf(plan), null)
  await git(repository, 'repack', '-a', '-d', '-q')
  const config = join(directory, 'translated.yaml')
  const { schema: _, ...collection } = academyConfig.collections[0]
  const source = { ...academyConfig.source, languages: ['en', ...plan.languages] }
  await writeFile(config, JSON.stringify({ ...academyConfig, source, collections: [collection] }))
  return {
    repository,
    config,
    edit: async (number) => {
      const author = 'Bench <bench@example.org>'
      const time = 1_700_000_000 + (plan.edits + number) * 60
      const changes = [writeSource(10 + number, number)]
      const parent = await git(repository, 'rev-parse', 'main')
      await importCommits(place, [{ message: 'Edit one lesson', author, time, changes }], parent)
    },
  }
}
