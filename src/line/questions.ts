import { readFileSync } from 'node:fs'
import { ContentError } from '../errors.ts'
import type { Json } from '../json.ts'
import { readYamlFile } from '../lesson/read-yaml-file.ts'
import type { ExpectedAnswer } from '../search/evaluate.ts'

/** Beside the configuration: questions by which a repository judges its search, and `reindex` a new model. */
export const questionsFile = 'questions.yaml'

/**
 * The questions of a file with the slugs that answer each.
 * @throws ContentError `CONFIG` naming what is wrong in it
 */
export const readQuestions = (path: string): readonly ExpectedAnswer[] => {
  const { value, findings } = readYamlFile(readFileSync(path), {
    length: 1024 * 1024,
    keys: 50_000,
  })
  const [finding] = findings
  if (finding !== undefined) throw broken(path, `line ${finding.line}: ${finding.message}`)
  const questions = value?.questions
  if (!Array.isArray(questions) || questions.length === 0)
    throw broken(path, 'Expected a list `questions` with something in it.')
  return questions.map((one: Json, index) => questionOf(one) ?? fail(path, index))
}

const questionOf = (value: Json): ExpectedAnswer | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { question, items, language = null } = value as Readonly<Record<string, Json>>
  if (typeof question !== 'string' || !Array.isArray(items) || items.length === 0) return null
  if (language !== null && typeof language !== 'string') return null
  const slugs = items.filter((item) => typeof item === 'string')
  return slugs.length === items.length ? { question, language, items: slugs } : null
}

const fail = (path: string, index: number): never => {
  throw broken(
    path,
    `Expected a question and the slugs of its items, got something else as number ${index + 1}.`,
  )
}

const broken = (path: string, what: string): ContentError =>
  new ContentError('CONFIG', `\`${path}\`: ${what}`)
