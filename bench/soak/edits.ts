import type { FileChange } from '../corpus/fast-import.ts'
import type { Random } from '../corpus/random.ts'
import { translationLanguages } from '../corpus/vocabulary.ts'
import { brokenContent, type ContentPlan, fitContent, titleOf } from './lesson-content.ts'
import type { Model, ModelFile, ModelLesson } from './model.ts'

/** One edit: a lesson as it is afterwards, and what that does to files. */
export type Edit = {
  readonly name: string
  readonly lesson: ModelLesson
  readonly changes: readonly FileChange[]
}

/** In place of the commit that is being made, whose id is not known yet. */
export const thisCommit = 'this commit'

export type EditContext = {
  readonly seed: number
  readonly random: Random
  /** A number that no file has had yet. */
  readonly nextRevision: () => number
}

/** Makes an edit of a lesson; null where this lesson cannot be edited so. */
export type Editor = (context: EditContext, lesson: ModelLesson) => Edit | null

/** Path of a lesson's file in a language. */
const pathOf = (slug: string, language: string): string =>
  language === 'en' ? `content/${slug}.md` : `translations/${language}/${slug}.md`

const planOf = (
  { seed }: EditContext,
  { key, id, draft }: ModelLesson,
  language: string,
  revision: number,
): ContentPlan => ({ seed, key, id, draft, language, revision })

const write = ({ path, content }: ModelFile): FileChange => ({ kind: 'write', path, content })

const fitFile = (
  context: EditContext,
  lesson: ModelLesson,
  language: string,
  path: string,
): ModelFile => {
  const revision = context.nextRevision()
  const plan = planOf(context, lesson, language, revision)
  const fit = { title: titleOf(plan), commit: thisCommit }
  return { path, content: fitContent(plan), revision, broken: false, fit }
}

const withTranslation = (lesson: ModelLesson, language: string, file: ModelFile): ModelLesson => ({
  ...lesson,
  translations: new Map(lesson.translations).set(language, file),
})

/** A new lesson, every other one with an id of its own. */
export const addLesson = (context: EditContext, key: number): Edit => {
  const { random } = context
  const pillar = random.pick(['calls', 'gear', 'stealth'])
  const slug = `${pillar}/course-${1 + random.below(4)}/lesson-${key}`
  const id = key % 2 === 0 ? null : `00000000-0000-4000-8000-${String(key).padStart(12, '0')}`
  const empty: ModelFile = {
    path: pathOf(slug, 'en'),
    content: '',
    revision: 0,
    broken: false,
    fit: null,
  }
  const bare = {
    key,
    slug,
    id,
    present: true,
    draft: false,
    moves: 0,
    source: empty,
    translations: new Map(),
  }
  const source = fitFile(context, bare, 'en', empty.path)
  return { name: 'add', lesson: { ...bare, source }, changes: [write(source)] }
}

/** Also mends a broken lesson. */
const edit: Editor = (context, lesson) => {
  if (!lesson.present || lesson.draft) return null
  const source = fitFile(context, lesson, 'en', lesson.source.path)
  return { name: 'edit', lesson: { ...lesson, source }, changes: [write(source)] }
}

// A blank line at the end is no change to what the lesson says.
const reformat: Editor = (_, lesson) => {
  if (!lesson.present || lesson.source.broken) return null
  const source = { ...lesson.source, content: `${lesson.source.content}\n\n` }
  return { name: 'reformat', lesson: { ...lesson, source }, changes: [write(source)] }
}

const breakSource: Editor = (context, lesson) => {
  if (!lesson.present || lesson.draft || lesson.source.broken) return null
  const revision = context.nextRevision()
  const content = brokenContent(planOf(context, lesson, 'en', revision), context.random)
  const source = { ...lesson.source, content, revision, broken: true }
  return { name: 'break', lesson: { ...lesson, source }, changes: [write(source)] }
}

const toggleDraft: Editor = (context, lesson) => {
  if (!lesson.present || lesson.source.broken) return null
  const toggled = { ...lesson, draft: !lesson.draft }
  const content = fitContent(planOf(context, toggled, 'en', lesson.source.revision))
  const source = { ...lesson.source, content }
  return { name: 'draft', lesson: { ...toggled, source }, changes: [write(source)] }
}

const translate: Editor = (context, lesson) => {
  if (!lesson.present) return null
  const language = context.random.pick(translationLanguages)
  const path = lesson.translations.get(language)?.path ?? pathOf(lesson.slug, language)
  const file = fitFile(context, lesson, language, path)
  return {
    name: 'translate',
    lesson: withTranslation(lesson, language, file),
    changes: [write(file)],
  }
}

const breakTranslation: Editor = (context, lesson) => {
  const [language, old] = [...lesson.translations][0] ?? []
  if (!lesson.present || language === undefined || old === undefined || old.broken) return null
  const revision = context.nextRevision()
  const content = fitContent(planOf(context, lesson, language, revision)).replace(
    /^title: .*$/m,
    'title: [not closed',
  )
  const file = { ...old, content, revision, broken: true }
  return {
    name: 'break translation',
    lesson: withTranslation(lesson, language, file),
    changes: [write(file)],
  }
}

/** Edits that one commit may make to several lessons at once. */
export const smallEdits: readonly Editor[] = [
  ...[edit, edit, edit, edit, edit, edit],
  ...[translate, translate, translate, reformat, breakSource, toggleDraft, breakTranslation],
]

const rename: Editor = (context, lesson) => {
  if (!lesson.present || lesson.source.broken) return null
  const { random } = context
  const moves = lesson.moves + 1
  const slug = `${lesson.slug.split('/').slice(0, 2).join('/')}/lesson-${lesson.key}-moved-${moves}`
  const move = (file: ModelFile, language: string): ModelFile => ({
    ...file,
    path: pathOf(slug, language),
  })
  const rename = (from: ModelFile, to: ModelFile): FileChange => ({
    kind: 'rename',
    from: from.path,
    to: to.path,
  })
  const source = move(lesson.source, 'en')
  const changes = [rename(lesson.source, source)]
  const translations = new Map(lesson.translations)
  // Translations that stay behind still belong to the lesson, by its former slug.
  if (random.chance(0.5)) {
    for (const [language, file] of lesson.translations) {
      translations.set(language, move(file, language))
      changes.push(rename(file, move(file, language)))
    }
  }
  return { name: 'rename', lesson: { ...lesson, slug, moves, source, translations }, changes }
}

const remove: Editor = ({ random }, lesson) => {
  if (!lesson.present) return null
  const gone: ModelLesson = { ...lesson, present: false }
  const changes: FileChange[] = [{ kind: 'delete', path: lesson.source.path }]
  if (random.chance(0.5)) return { name: 'remove', lesson: gone, changes }
  for (const { path } of lesson.translations.values()) changes.push({ kind: 'delete', path })
  return { name: 'remove', lesson: { ...gone, translations: new Map() }, changes }
}

const restore: Editor = (_, lesson) => {
  if (lesson.present || lesson.source.broken) return null
  return { name: 'restore', lesson: { ...lesson, present: true }, changes: [write(lesson.source)] }
}

/** Edits that a commit makes alone, since a file that goes and one that comes may be taken for one renamed. */
export const largeEdits: readonly Editor[] = [rename, rename, remove, restore, restore]

/** Lessons of a model in which an edit may be tried. */
export const pickLesson = (model: Model, random: Random): ModelLesson =>
  random.pick([...model.values()])
