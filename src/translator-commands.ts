import type { Command } from 'commander'
import { formats, type RunCommand } from './command-option.ts'
import { addTranslationSteps } from './review-commands.ts'

/** Adds the commands by which translators see what is to be done, and do it. */
export const addTranslatorCommands = (program: Command, run: RunCommand): void => {
  const translations = program
    .command('translations')
    .description('show what is translated, what is missing, and what is outdated by which sections')
    .option('--language <code>', 'only this language')
    .option('--pillar <slug>', 'only items of this pillar')
    .option('--outdated', 'list what is outdated, the most urgent first')
    .option('--missing', 'list what is missing, the longest first')
    .addOption(formats('text', 'json', 'csv', 'html'))
    .action(
      run(async (context, options) =>
        (await import('./commands/translations.ts')).translations(options, context),
      ),
    )

  translations
    .command('show')
    .description('show how the source of a translation has changed since, beside what it says')
    .argument('<slug>', 'of the lesson: its whole path')
    .argument('<lang>', 'code of the translation’s language')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, slug = '', language = '') =>
        (await import('./commands/show-translation.ts')).showTranslationCommand(
          slug,
          language,
          options,
          context,
        ),
      ),
    )

  translations
    .command('stamp')
    .description('write into a translation that it says what its source in the work tree says')
    .argument('<slug>', 'of the lesson: its whole path, or that of its file')
    .argument('<lang>', 'code of the translation’s language')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, slug = '', language = '') =>
        (await import('./commands/stamp-translation.ts')).stampTranslationCommand(
          slug,
          language,
          options,
          context,
        ),
      ),
    )

  translations
    .command('export')
    .description('print a lesson of the work tree as XLIFF 2.0, to be translated elsewhere')
    .argument('<slug>', 'of the lesson: its whole path, or that of its file')
    .argument('<lang>', 'code of the translation’s language')
    .action(
      run(async (context, options, slug = '', language = '') =>
        (await import('./commands/export-translation.ts')).exportTranslation(
          slug,
          language,
          options,
          context,
        ),
      ),
    )

  translations
    .command('import')
    .description('write a translation into the work tree from an exported file that was filled in')
    .argument('<file>', 'XLIFF 2.0 with targets')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, file = '') =>
        (await import('./commands/import-translation.ts')).importTranslation(
          file,
          options,
          context,
        ),
      ),
    )

  addTranslationSteps(translations, run)
}
