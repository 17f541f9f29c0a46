import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AcademyPlan } from './academy.ts'
import type { CorpusSource } from './corpus.ts'
import { importCommits } from './fast-import.ts'
import { git } from './git.ts'
import { academyCommits } from './history.ts'
import { translationLanguages } from './vocabulary.ts'

const schema = fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))

/** The configuration of a generated academy. */
export const academyConfig = {
  version: 1,
  source: { branch: 'main', language: 'en', languages: ['en', ...translationLanguages] },
  collections: [
    {
      type: 'lesson',
      files: 'content/{pillar}/{course}/{slug}.md',
      translations: 'translations/{language}/{pillar}/{course}/{slug}.md',
      schema,
    },
  ],
  embedder: 'offline',
} as const

/** Writes the repository of a generated academy; the id of its last commit depends on the plan alone. */
export const generateAcademy = async (plan: AcademyPlan, directory: string): Promise<string> => {
  await mkdir(directory, { recursive: true })
  await git(directory, 'init', '--quiet', '--bare', '--initial-branch=main')
  const place = { repository: directory, branch: 'main' }
  const commit = await importCommits(place, academyCommits(plan), null)
  // A clone has packs like these; what fast-import leaves is quicker to read.
  await git(directory, 'repack', '-a', '-d', '-q')
  return commit
}

/** A generated academy and its configuration, in `directory`. */
export const generatedSource = async (
  plan: AcademyPlan,
  directory: string,
): Promise<CorpusSource> => {
  const repository = join(directory, 'generated')
  await generateAcademy(plan, repository)
  const config = join(directory, 'generated.yaml')
  await writeFile(config, JSON.stringify(academyConfig))
  const lessons = plan.lessons.toLocaleString('en')
  return {
    key: `generated-${plan.lessons}`,
    title: `${lessons} generated lessons (seed ${plan.seed})`,
    repository,
    config,
  }
}
