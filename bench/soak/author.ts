import { join } from 'node:path'
import { importCommits } from '../corpus/fast-import.ts'
import { git } from '../corpus/git.ts'
import { seededRandom } from '../corpus/random.ts'
import {
  addLesson,
  type Edit,
  type EditContext,
  type Editor,
  largeEdits,
  pickLesson,
  smallEdits,
  thisCommit,
} from './edits.ts'
import type { Model, ModelFile, ModelLesson } from './model.ts'

/** Somebody who edits lessons, commits and pushes, and remembers what each commit came to. */
export type Author = {
  /** Makes one to four commits and pushes them; gives the new head. */
  readonly push: () => Promise<string>
  readonly modelAt: (commit: string) => Model | undefined
  /** How many edits of each kind were made. */
  readonly edits: () => Readonly<Record<string, number>>
  readonly commits: () => number
}

const firstTime = Date.UTC(2025, 0, 1) / 1000

/** An author with a repository of his own in `directory`, who has pushed `lessons` lessons to `published`. */
export const openAuthor = async (
  seed: number,
  lessons: number,
  directory: string,
  published: string,
): Promise<Author> => {
  const repository = join(directory, 'author')
  await git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', repository)
  let revisions = 0
  const nextRevision = (): number => {
    revisions += 1
    return revisions
  }
  const context: EditContext = { seed, random: seededRandom(seed, 6), nextRevision }
  const models = new Map<string, Model>()
  const counts = new Map<string, number>()
  let head: string | null = null
  let model: Model = new Map()
  let made = 0

  const commit = async (edits: readonly Edit[]): Promise<void> => {
    const message =
      edits.length === 1 ? `${edits[0]?.name} a lesson` : `edit ${edits.length} lessons`
    const changes = edits.flatMap((edit) => edit.changes)
    const author = 'Sam Soak <sam@example.org>'
    const frame = head === null ? [authorsFile] : []
    const next = { message, author, time: firstTime + made * 60, changes: [...frame, ...changes] }
    head = await importCommits({ repository, branch: 'main' }, [next], head)
    model = new Map([...model, ...settled(edits, head)])
    models.set(head, model)
    made += 1
    for (const { name } of edits) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const push = async (): Promise<string> => {
    const { random } = context
    for (let left = 1 + random.below(4); left > 0; left--) await commit(chooseEdits(context, model))
    await git(repository, 'push', '--quiet', published, 'main')
    return head ?? ''
  }

  await commit(Array.from({ length: lessons }, (_, key) => addLesson(context, key)))
  await git(repository, 'push', '--quiet', published, 'main')
  return {
    push,
    modelAt: (id) => models.get(id),
    edits: () => Object.fromEntries(counts),
    commits: () => made,
  }
}

const authorsFile = {
  kind: 'write',
  path: 'content/authors.yaml',
  content:
    'authors:\n  - id: 0c7b1d52-4a86-4c0f-8f4e-6f2f5b7a9c31\n    key: soak-author\n    name: Sam Soak\n    emails: [sam@example.org]\n',
} as const

const chooseEdits = (context: EditContext, model: Model): readonly Edit[] => {
  const { random } = context
  if (random.chance(0.08)) return [addLesson(context, model.size)]
  if (random.chance(0.25)) return [tryEdit(context, model, largeEdits)]
  const chosen = new Map<number, Edit>()
  for (let left = 1 + random.below(3); left > 0; left--) {
    const edit = tryEdit(context, model, smallEdits)
    if (!chosen.has(edit.lesson.key)) chosen.set(edit.lesson.key, edit)
  }
  return [...chosen.values()]
}

// Some edits fit few lessons only, such as restoring one, and would else hardly ever come.
const lessonsTried = 50

/** Picks an edit and looks for a lesson that takes it; where none is found, another edit. */
const tryEdit = (context: EditContext, model: Model, editors: readonly Editor[]): Edit => {
  const { random } = context
  for (let attempts = 0; attempts < 1000; attempts++) {
    const editor = random.pick(editors)
    for (let lessons = 0; lessons < lessonsTried; lessons++) {
      const edit = editor(context, pickLesson(model, random))
      if (edit !== null) return edit
    }
  }
  throw new Error('No lesson takes any edit.')
}

const settled = (
  edits: readonly Edit[],
  commit: string,
): readonly (readonly [number, ModelLesson])[] => {
  const settle = (file: ModelFile): ModelFile =>
    file.fit?.commit === thisCommit ? { ...file, fit: { ...file.fit, commit } } : file
  return edits.map(({ lesson }) => [
    lesson.key,
    {
      ...lesson,
      source: settle(lesson.source),
      translations: new Map(
        [...lesson.translations].map(([language, file]) => [language, settle(file)]),
      ),
    },
  ])
}
