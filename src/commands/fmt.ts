import { collectionShape } from '../authoring/collection-shape.ts'
import { type FormattedRole, formatFile, hasForm } from '../authoring/format-file.ts'
import type { IdToAdd } from '../authoring/format-lesson.ts'
import { pathsBelow } from '../authoring/paths-below.ts'
import { takesId } from '../authoring/schema-keys.ts'
import { classifier } from '../classify.ts'
import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { openContent } from '../line/check-content.ts'
import { itemIds } from '../line/item-ids.ts'
import { openStages } from '../line/stages.ts'
import { readWritable } from '../line/writable-file.ts'
import { openRepository } from '../open-repository.ts'
import { printable } from '../output/printable.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { changedFile } from '../source/file-step.ts'
import type { Repository } from '../source/repository.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'

export type FmtOptions = ConfigFlags & {
  readonly check?: boolean
  readonly ids?: boolean
  readonly format: 'text' | 'json'
}

/** A file that was left as it is, or without an id, and why. */
type LeftFile = { readonly path: string; readonly reason: string }

const reasons = {
  unreadable: 'It has errors; `hma-content validate` names them.',
  unsafe: 'It cannot be formatted safely: it would say something else.',
  uncommitted:
    'It gets an id when it is committed: another file may turn out to have become this one.',
} as const

/** Gives the content files of the work tree, or those below some paths, their canonical form. */
export const fmt = async (
  wanted: readonly string[],
  options: FmtOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const files = await contentFiles(repository, config, wanted)
  const ids =
    options.ids === true
      ? await itemIds(repository, config, { now, stages: openStages(terminal.progress) })
      : null
  if (ids !== null) for (const name of withoutIds(files)) terminal.note(noIds(name))
  const { changed, left } = formatAll(files, ids)
  if (options.check !== true) {
    await writeWorkTree(
      config.root,
      changed.map(({ path, text }) => changedFile(path, text)),
    )
  }
  const paths = changed.map(({ path }) => path)
  if (options.format === 'json') terminal.print(JSON.stringify({ changed: paths, left }, null, 2))
  else for (const path of paths) terminal.print(printable(path))
  for (const { path, reason } of left) terminal.note(`${printable(path)}: ${reason}`)
  const done = options.check === true ? 'not in canonical form' : 'formatted'
  terminal.note(`${changed.length} of ${counted(files.length, 'file')} ${done}.`)
  return options.check === true && changed.length > 0 ? exitCodes.content : exitCodes.fine
}

type FormattedFiles = {
  readonly changed: readonly { readonly path: string; readonly text: string }[]
  readonly left: readonly LeftFile[]
}

/** Formats files; with the ids of items by path, also writes these where there is none. Pure. */
const formatAll = (
  files: readonly ContentFile[],
  ids: ReadonlyMap<string, string> | null,
): FormattedFiles => {
  const changed: { readonly path: string; readonly text: string }[] = []
  const left: LeftFile[] = []
  for (const { path, role, bytes } of files) {
    const id = idFor(role, ids?.get(path))
    const formatted = formatFile(role, bytes, id)
    if (formatted.kind === 'unreadable' || formatted.kind === 'unsafe') {
      left.push({ path, reason: reasons[formatted.kind] })
      continue
    }
    if (ids !== null && id === null && lacksId(role, bytes)) {
      left.push({ path, reason: reasons.uncommitted })
    }
    if (formatted.kind === 'changed') changed.push({ path, text: formatted.text })
  }
  return { changed, left }
}

type ContentFile = {
  readonly path: string
  readonly role: FormattedRole
  readonly bytes: Uint8Array
}

/** The files that have a canonical form, of those that were asked for. */
const contentFiles = async (
  repository: Repository,
  config: Config,
  paths: readonly string[],
): Promise<readonly ContentFile[]> => {
  const classify = classifier(config)
  const isBelow = pathsBelow(config.root, paths)
  const tree = await repository.snapshots.readWorkTree(
    (path) => isBelow(path) && hasForm(classify(path)),
  )
  await using content = openContent(repository, tree)
  const files: ContentFile[] = []
  for (const change of tree.changes) {
    const { path } = change
    const role = classify(path)
    if (!isBelow(path) || !hasForm(role)) continue
    const bytes = await readWritable(
      { root: config.root, content },
      change,
      Number.POSITIVE_INFINITY,
    )
    if (bytes !== null) files.push({ path, role, bytes })
  }
  const missing = paths.find((typed) => {
    const isIn = pathsBelow(config.root, [typed])
    return !files.some(({ path }) => isIn(path))
  })
  if (missing === undefined) return files
  throw new ContentError('USAGE', `Cannot find a content file at \`${missing}\`.`, {
    hint: 'Name files or directories of a collection, from the directory that `-C` names.',
  })
}

/** The collections among the files whose front matter has no place for an id. */
const withoutIds = (files: readonly ContentFile[]): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ role }) =>
      role.kind === 'item' && !takesId(collectionShape(role.collection))
        ? [role.collection.name]
        : [],
    ),
  )

const noIds = (collection: string): string =>
  `The collection \`${collection}\` has no key for an id; \`fields.id\` in the configuration names one.`

/** The id to write into a file that has none; null where it takes none or its item is not known. */
const idFor = (role: FormattedRole, id: string | undefined): IdToAdd | null =>
  role.kind === 'item' && id !== undefined && takesId(collectionShape(role.collection))
    ? { key: role.collection.fields.id, id }
    : null

const lacksId = (role: FormattedRole, bytes: Uint8Array): boolean =>
  role.kind === 'item' &&
  takesId(collectionShape(role.collection)) &&
  readLesson(bytes, collectionShape(role.collection)).lesson?.fields.id === null
