import { randomUUID } from 'node:crypto'
import { authorKey } from '../authoring/author-key.ts'
import { missingFiles, type NewFile, newHierarchy } from '../authoring/new-hierarchy.ts'
import { newItem } from '../authoring/new-item.ts'
import { draftKey } from '../authoring/new-keys.ts'
import { checkFree, collectionNamed, itemPath, partsOfSlug } from '../authoring/new-path.ts'
import { newTranslation } from '../authoring/new-translation.ts'
import { repositoryPath } from '../authoring/paths-below.ts'
import { itemToTranslate, translationPath } from '../authoring/translation-path.ts'
import { classifier } from '../classify.ts'
import { type Collection, type Config, type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { readYamlFile } from '../lesson/read-yaml-file.ts'
import { openContent } from '../line/check-content.ts'
import { openRepository } from '../open-repository.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { madeFile } from '../source/file-step.ts'
import { gitPerson } from '../source/git-person.ts'
import { modeFinding } from '../source/mode.ts'
import type { Repository } from '../source/repository.ts'
import type { WorkTree } from '../source/work-tree.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'

export type NewOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Writes a new item, course or translation into the work tree, as a draft. */
export const newCommand = async (
  [what = '', slug = '', language]: readonly string[],
  options: NewOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  if ((what === 'translation') !== (language !== undefined)) throw languageOf(what)
  const config = readConfig(options, variables)
  const place = await openPlace(config, await openRepository(config, variables.PATH), variables)
  const { files, remarks } =
    what === 'course'
      ? makeCourse(place, slug)
      : language === undefined
        ? await makeItem(place, what, slug)
        : await makeTranslation(place, slug, language)
  for (const { path } of files) checkFree(place.paths, path)
  await writeWorkTree(
    config.root,
    files.map(({ path, text }) => madeFile(path, text)),
  )
  const written = files.map(({ path }) => path)
  if (options.format === 'json') terminal.print(JSON.stringify({ written, remarks }, null, 2))
  else {
    for (const path of written) terminal.print(printable(path))
    for (const remark of remarks) terminal.note(printable(remark))
  }
  return exitCodes.fine
}

type Made = { readonly files: readonly NewFile[]; readonly remarks: readonly string[] }

type FoundFile = { readonly bytes: Uint8Array; readonly blob: string }

/** Where something new is made: what lies there, and who makes it. */
type Place = {
  readonly config: Config
  readonly paths: readonly string[]
  /** The bytes of a file and the id of its blob; null where there is none. */
  readonly read: (path: string) => Promise<FoundFile | null>
  readonly author: () => Promise<string | null>
}

const openPlace = async (
  config: Config,
  repository: Repository,
  variables: CommandContext['variables'],
): Promise<Place> => {
  const classify = classifier(config)
  const tree = await repository.snapshots.readWorkTree((path) =>
    ['item', 'authors'].includes(classify(path).kind),
  )
  const read = (path: string) => readFile(repository, tree, path)
  return {
    config,
    paths: tree.changes.map(({ path }) => path),
    read,
    author: async () => {
      const file = await read(config.authors)
      const authors = file === null ? null : (readYamlFile(file.bytes).value ?? {})
      return authorKey(authors, await gitPerson(repository.place, variables))
    },
  }
}

const readFile = async (
  repository: Repository,
  tree: WorkTree,
  path: string,
): Promise<FoundFile | null> => {
  const change = tree.changes.find((each) => each.path === path)
  // A link may lead anywhere.
  if (change?.newOid == null || modeFinding(change.newMode) !== null) return null
  await using content = openContent(repository, tree)
  const blob = await content.read(change.newOid, Number.POSITIVE_INFINITY)
  return blob.kind === 'blob' ? { bytes: blob.bytes, blob: change.newOid } : null
}

const makeItem = async (
  { config, paths, author }: Place,
  what: string,
  slug: string,
): Promise<Made> => {
  const collection = collectionNamed(config, what)
  const path = itemPath(config, collection, slug)
  const name = slug.slice(slug.lastIndexOf('/') + 1)
  const text = newItem({ collection, name, id: randomUUID(), author: await author() })
  const { pillar, course } = partsOfSlug(collection, slug) ?? {}
  const hierarchy =
    pillar === undefined || course === undefined ? [] : newHierarchy(config, { pillar, course })
  const missing = missingFiles(config, paths, hierarchy)
  const wanted = `\`hma-content new course ${pillar}/${course}\` writes it.`
  return {
    files: [{ path, text }],
    remarks: [
      ...missing.map((file) => `There is no \`${file.path}\` yet; ${wanted}`),
      ...draftRemarks(collection),
    ],
  }
}

/** A course, and its pillar where that is not there yet. */
const makeCourse = ({ config, paths }: Place, slug: string): Made => {
  const [pillar = '', course = '', ...more] = slug.split('/')
  if (pillar === '' || course === '' || more.length > 0) {
    throw new ContentError('USAGE', `Expected \`pillar/course\`, got \`${slug}\`.`, {
      hint: 'For example `hma-content new course hunt-strategy/stand-hunting`.',
    })
  }
  const files = newHierarchy(config, { pillar, course })
  if (files.length === 0) {
    throw new ContentError('USAGE', 'No collection has pillars and courses.', {
      hint: 'They are directories that a pattern names, as in `content/{pillar}/{course}/{slug}/index.md`.',
    })
  }
  const missing = missingFiles(config, paths, files)
  if (missing.length > 0) return { files: missing, remarks: [] }
  throw new ContentError('REFUSED', `The course \`${slug}\` has its files already.`, {
    hint: 'Nothing is overwritten; edit them, or choose another name.',
  })
}

const makeTranslation = async (
  { config, paths, read, author }: Place,
  named: string,
  language: string,
): Promise<Made> => {
  const item = itemToTranslate(config, paths, repositoryPath(config.root, named))
  const path = translationPath(config, paths, item, language)
  const source = await read(item.path)
  const text =
    source === null
      ? null
      : newTranslation({ collection: item.collection, source, author: await author() })
  if (text === null) {
    throw new ContentError('REFUSED', `\`${item.path}\` cannot be read as it is.`, {
      hint: 'Mend it first: `hma-content validate` says what is wrong.',
    })
  }
  return { files: [{ path, text }], remarks: draftRemarks(item.collection) }
}

const draftRemarks = (collection: Collection): readonly string[] =>
  draftKey(collection) === null
    ? [
        'The schema has no key for drafts: the file is published as soon as it is committed without an error.',
      ]
    : []

const languageOf = (what: string): ContentError =>
  what === 'translation'
    ? new ContentError('USAGE', 'Expected the language of the translation.', {
        hint: 'For example `hma-content new translation pillar/course/lesson es`.',
      })
    : new ContentError('USAGE', 'Only a translation is made in a language.', {
        hint: 'Leave the language out, or write `translation` for the collection.',
      })
