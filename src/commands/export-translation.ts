import { collectionShape } from '../authoring/collection-shape.ts'
import { repositoryPath } from '../authoring/paths-below.ts'
import { itemToTranslate, translationPath } from '../authoring/translation-path.ts'
import { type ConfigFlags, canonicalLanguage } from '../config.ts'
import { ContentError } from '../errors.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { unitsOf } from '../xliff/units-of.ts'
import { writeXliff } from '../xliff/write-xliff.ts'
import { openTexts } from './open-texts.ts'

/** Prints a lesson of the work tree as XLIFF, for those who translate with tools of their own. */
export const exportTranslation = async (
  named: string,
  language: string,
  options: ConfigFlags,
  context: CommandContext,
): Promise<number> => {
  await using texts = await openTexts(options, context)
  const { config, paths } = texts
  const item = itemToTranslate(config, paths, repositoryPath(config.root, named))
  translationPath(config, paths, item, language)
  const source = await texts.file(item.path)
  const found = source === null ? null : unitsOf(source.bytes, collectionShape(item.collection))
  if (source === null || found === null) {
    throw new ContentError('REFUSED', `\`${item.path}\` cannot be read as it is.`, {
      hint: 'Mend it first: `hma-content validate` says what is wrong.',
    })
  }
  if (!source.isInGit) {
    throw new ContentError('REFUSED', `\`${item.path}\` is not in Git as it is.`, {
      hint: 'Commit it first: when the translation comes back, the text that it was made from is looked for there.',
    })
  }
  const document = writeXliff({
    blob: source.blob,
    path: item.path,
    sourceLanguage: config.source.language,
    targetLanguage: canonicalLanguage(language),
    units: found.units,
  })
  context.terminal.print(document.trimEnd())
  return exitCodes.fine
}
