import { repositoryPath } from '../authoring/paths-below.ts'
import { stampTranslation } from '../authoring/stamp-translation.ts'
import { itemToTranslate } from '../authoring/translation-path.ts'
import { classifier } from '../classify.ts'
import { type Collection, type Config, type ConfigFlags, canonicalLanguage } from '../config.ts'
import { ContentError } from '../errors.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { shapesByReading } from '../line/parse-blob.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'
import { type OpenTexts, openTexts } from './open-texts.ts'

export type StampOptions = ConfigFlags & { readonly format: 'text' | 'json' | 'csv' | 'html' }

/** Writes into a translation of the work tree that it says what its source there says. */
export const stampTranslationCommand = async (
  named: string,
  language: string,
  options: StampOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  await using texts = await openTexts(options, context)
  const { config } = texts
  const { collection, sourcePath, source, translation } = await readPair(
    texts,
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
  { config, paths, file }: OpenTexts,
  named: string,
  language: string,
): Promise<Pair> => {
  const classify = classifier(config)
  const wanted = itemToTranslate(config, paths, repositoryPath(config.root, named))
  const path = paths.find((one) => {
    const role = classify(one)
    return (
      role.kind === 'translation' && role.sourcePath === wanted.path && role.language === language
    )
  })
  const source = await file(wanted.path)
  const translation = path === undefined ? null : await file(path)
  if (source !== null && translation !== null) {
    const { collection, path: sourcePath } = wanted
    return { collection, sourcePath, source: source.blob, translation }
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
