import { type ConfigFlags, canonicalLanguage, readConfig } from '../config.ts'
import { readTranslation } from '../database/board-queries.ts'
import { ContentError } from '../errors.ts'
import { showTranslation } from '../line/show-translation.ts'
import { openRepository } from '../open-repository.ts'
import { formatTranslation } from '../output/format-translation.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type ShowTranslationOptions = ConfigFlags & {
  readonly format: 'text' | 'json' | 'csv' | 'html'
}

/** Prints how the source of one translation has changed since, section by section, beside what the translation says. */
export const showTranslationCommand = async (
  slug: string,
  language: string,
  options: ShowTranslationOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const code = canonicalLanguage(language)
  return withExisting(config, async ({ database }) => {
    const recorded = await readTranslation(database, slug, code)
    if (recorded === null) {
      throw new ContentError(
        'USAGE',
        `Cannot find a translation of \`${slug}\` into \`${code}\`.`,
        {
          hint: 'A slug is the whole path. `hma-content translations` shows which there are.',
        },
      )
    }
    await using objects = repository.snapshots.openObjects()
    const sections = await showTranslation(recorded, config, objects)
    const { status, freshness, sourcePath, translation } = recorded
    const { path } = translation
    if (options.format === 'json') {
      const shown = { slug, language: code, state: status, freshness, path, sourcePath, sections }
      terminal.print(JSON.stringify(shown, null, 2))
      return exitCodes.fine
    }
    terminal.print(`${printable(path)}: ${status}, ${freshness}`)
    if (sections.length > 0) terminal.print(`\n${formatTranslation(sections)}`)
    else if (freshness === 'outdated') {
      terminal.print('\nThe title, the description or the order of the sections is another one.')
    }
    return exitCodes.fine
  })
}
