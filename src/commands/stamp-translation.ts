import { repositoryPath } from '../authoring/paths-below.ts'
import { stampTranslation } from '../authoring/stamp-translation.ts'
import { itemToTranslate } from '../authoring/translation-path.ts'
import { classifier } from '../classify.ts'
import {
  type Collection,
  type Config,
  type ConfigFlags,
  canonicalLanguage,
  readConfig,
} from '../config.ts'
import { ContentError } from '../errors.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { openContent } from '../line/check-content.ts'
import { shapesByReading } from '../line/parse-blob.ts'
import { readWritable } from '../line/writable-file.ts'
import { openRepository } from '../open-repository.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import type { Repository } from '../source/repository.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'

export type StampOptions = ConfigFlags & { readonly format: 'text' | 'json' | 'csv' | 'html' }

/** Writes into a translation of the work tree that it says what its source there says. */
export const stampTranslationCommand = async (
  named: string,
  language: string,
  options: StampOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const { collection, sourcePath, source, translation } = await readPair(
    repository,
    config,
    named,
    canonicalLanguage(language),
  )
  const { path, bytes } = translation
  const stamped = stampTranslation(bytes, collection.fields.source_blob, source)
  checkStamp(config, `${collection.name}/translation`, path, stamped, source)
  const isNew = !Buffer.from(stamped).equals(bytes)
  if (isNew) {
    await writeWorkTree(config.root, [{ from: path, to: path, bytes: stamped }])
  }
  const outcome = { path, sourcePath, sourceBlob: source, written: isNew }
  if (options.format === 'json') terminal.print(JSON.stringify(outcome, null, 2))
  else terminal.print(`${printable(path)}${isNew ? '' : ': stamped already'}`)
  return exitCodes.fine
}

/** A translation of the work tree, and the blob of its source as it is there. */
type Pair = {
  readonly collection: Collection
  readonly sourcePath: string
  readonly source: string
  readonly translation: { readonly path: string; readonly bytes: Uint8Array }
}

const readPair = async (
  repository: Repository,
  config: Config,
  named: string,
  language: string,
): Promise<Pair> => {
  const classify = classifier(config)
  const tree = await repository.snapshots.readWorkTree((path) =>
    ['item', 'translation'].includes(classify(path).kind),
  )
  const paths = tree.changes.map(({ path }) => path)
  const wanted = itemToTranslate(config, paths, repositoryPath(config.root, named))
  const source = tree.changes.find(({ path }) => path === wanted.path)?.newOid ?? null
  const file = tree.changes.find(({ path }) => {
    const role = classify(path)
    return (
      role.kind === 'translation' && role.sourcePath === wanted.path && role.language === language
    )
  })
  await using content = openContent(repository, tree)
  const place = { root: config.root, content }
  const bytes =
    file === undefined ? null : await readWritable(place, file, Number.POSITIVE_INFINITY)
  if (source !== null && file !== undefined && bytes !== null) {
    const { collection, path: sourcePath } = wanted
    return { collection, sourcePath, source, translation: { path: file.path, bytes } }
  }
  throw new ContentError(
    'USAGE',
    `Cannot find a translation of \`${named}\` into \`${language}\`.`,
    {
      hint: `\`hma-content new translation ${named} ${language}\` writes one.`,
    },
  )
}

const checkStamp = (
  config: Config,
  reading: string,
  path: string,
  stamped: Uint8Array,
  source: string,
): void => {
  const shape = shapesByReading(config).get(reading)
  const lesson = shape === undefined ? null : readLesson(stamped, shape).lesson
  if (lesson?.fields.sourceBlob === source) return
  throw new ContentError('REFUSED', `\`${path}\` cannot be stamped as it is.`, {
    hint: 'Mend it first: `hma-content validate` says what is wrong.',
  })
}
