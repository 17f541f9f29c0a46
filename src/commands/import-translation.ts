import { readFile } from 'node:fs/promises'
import { collectionShape } from '../authoring/collection-shape.ts'
import {
  itemToTranslate,
  type TranslationSource,
  translationPath,
} from '../authoring/translation-path.ts'
import { type Config, type ConfigFlags, readingOf } from '../config.ts'
import { ContentError } from '../errors.ts'
import { blobParser } from '../line/blob-parser.ts'
import { shapesByReading } from '../line/parse-blob.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'
import { type ChangedSection, freshness } from '../translation/freshness.ts'
import { wholeOriginal } from '../translation/made-from.ts'
import { checkedTargets } from '../xliff/checked-targets.ts'
import { readXliff } from '../xliff/read-xliff.ts'
import { translateText } from '../xliff/translate-text.ts'
import { translationFile } from '../xliff/translation-file.ts'
import { unitsOf } from '../xliff/units-of.ts'
import { openTexts, type TextFile } from './open-texts.ts'

export type ImportOptions = ConfigFlags & { readonly format: 'text' | 'json' | 'csv' | 'html' }

/**
 * Writes a translation into the work tree from the XLIFF that `translations export` made and others filled in. It is stamped with the source that it
 * was made from, and what has changed there since is said.
 */
export const importTranslation = async (
  file: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<number> => {
  const read = readXliff(await readGiven(file))
  await using texts = await openTexts(options, context)
  const { config, paths } = texts
  const item = itemToTranslate(config, paths, read.path)
  const path = translationPath(config, paths, item, read.targetLanguage)
  const shape = collectionShape(item.collection)
  const source = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(read.blob)
    ? await texts.blob(read.blob)
    : null
  const translatable = source === null ? null : unitsOf(source, shape)
  if (source === null || translatable === null) throw unknownSource(item.path, read.blob)
  const existing = await texts.file(path)
  checkIsInGit(existing)
  const { targets, untranslated } = checkedTargets(translatable.units, read.units)
  if (existing !== null && untranslated.length > 0) throw incomplete(path, untranslated)
  const translated = translateText(source, translatable, targets, shape)
  const bytes = translationFile(
    {
      collection: item.collection,
      source: { bytes: translated.bytes, blob: read.blob },
      author: null,
    },
    existing?.bytes ?? null,
  )
  if (bytes === null) throw unreadable(path)
  await writeWorkTree(config.root, [{ from: existing === null ? null : path, to: path, bytes }])
  const current = await texts.file(item.path)
  const outcome = {
    path,
    sourcePath: item.path,
    sourceBlob: read.blob,
    units: targets.size,
    untranslated,
    remarks: translated.remarks.map(({ unit, message }) => ({
      unit: unit.id,
      section: unit.anchor,
      message,
    })),
    movedOn: current === null ? [] : movedOn(config, item, { source, blob: read.blob }, current),
  }
  tell(outcome, options, context)
  return exitCodes.fine
}

const readGiven = async (file: string): Promise<Uint8Array> => {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new ContentError('USAGE', `Cannot read \`${file}\`.`, { cause })
  }
}

const unknownSource = (path: string, blob: string): ContentError =>
  new ContentError(
    'REFUSED',
    `Cannot find the text of \`${path}\` that was exported, \`${blob}\`.`,
    {
      hint: 'The file was made in another repository, or the clone is shallow. Export the lesson again from here.',
    },
  )

const unreadable = (path: string): ContentError =>
  new ContentError('REFUSED', `\`${path}\` cannot be read as it is.`, {
    hint: 'Mend it first: `hma-content validate` says what is wrong.',
  })

const checkIsInGit = (existing: TextFile | null): void => {
  if (existing === null || existing.isInGit) return
  throw new ContentError('REFUSED', `\`${existing.path}\` has changes that are not in Git.`, {
    hint: 'They would be written over: commit or stash them first.',
  })
}

const incomplete = (path: string, untranslated: readonly string[]): ContentError =>
  new ContentError(
    'REFUSED',
    `\`${path}\` is there, and ${untranslated.length} units of the file have no translation: ${untranslated.slice(0, 5).join(', ')}.`,
    {
      hint: 'Text of the source would be written over it. Have them translated, or delete it first.',
    },
  )

/** Sections of the source that are not as they were when it was exported. */
const movedOn = (
  config: Config,
  { collection }: TranslationSource,
  exported: { readonly source: Uint8Array; readonly blob: string },
  current: TextFile,
): readonly ChangedSection[] => {
  const parse = blobParser(shapesByReading(config))
  const reading = readingOf(collection, 'source')
  const before = parse(reading, exported.blob, exported.source)
  const judged = freshness(wholeOriginal(before), parse(reading, current.blob, current.bytes))
  return judged.state === 'outdated' ? judged.sections : []
}

type Outcome = {
  readonly path: string
  readonly untranslated: readonly string[]
  readonly remarks: readonly { readonly unit: string; readonly message: string }[]
  readonly movedOn: readonly ChangedSection[]
}

const tell = (outcome: Outcome, { format }: ImportOptions, { terminal }: CommandContext): void => {
  if (format === 'json') {
    terminal.print(JSON.stringify(outcome, null, 2))
    return
  }
  terminal.print(printable(outcome.path))
  const { untranslated, remarks, movedOn: sections } = outcome
  if (untranslated.length > 0) {
    terminal.note(`Not translated, in the source’s words: ${untranslated.join(', ')}.`)
  }
  for (const { unit, message } of remarks) terminal.note(printable(`${unit}: ${message}.`))
  for (const { title, change } of sections) {
    terminal.note(
      printable(
        `The source has moved on: ${change} ${title || 'the text before the first heading'}.`,
      ),
    )
  }
}
