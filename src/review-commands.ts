import type { Command } from 'commander'
import { formats, type RunCommand } from './command-option.ts'
import { decision } from './release-commands.ts'
import type { StepKind } from './review-step.ts'

/** Adds the commands by which items are reviewed. */
export const addReviewCommands = (program: Command, run: RunCommand): void => {
  const review = program
    .command('review')
    .description('show which texts wait for approval, and whose')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/review.ts')).review(options, context),
      ),
    )
  const step = (kind: StepKind, description: string): Command =>
    decision(review.command(kind))
      .description(description)
      .argument('<item>', 'its slug or id')
      .action(
        run(async (context, options, name = '') =>
          (await import('./commands/take-step.ts')).takeStep(
            kind,
            { name, language: null },
            options,
            context,
          ),
        ),
      )
  step('submit', 'say that a draft is ready for review')
  step('approve', 'approve the newest version of an item').option(...ofVersion)
  step(
    'reject',
    'send the newest version back to its author; the last approved one is live',
  ).option(...ofVersion)
  step('archive', 'take an item down with its translations; its file stays')
  step('reopen', 'let an archived item be live again')
}

/** Adds the commands by which translations are made and reviewed. */
export const addTranslationSteps = (translations: Command, run: RunCommand): void => {
  const step = (kind: StepKind, description: string): Command =>
    decision(translations.command(kind))
      .description(description)
      .argument('<slug>', 'of the lesson: its whole path, or its id')
      .argument('<lang>', 'code of the translation’s language')
      .action(
        run(async (context, options, name = '', language = '') =>
          (await import('./commands/take-step.ts')).takeStep(
            kind,
            { name, language },
            options,
            context,
          ),
        ),
      )
  step('start', 'say that somebody translates it now')
  step('submit', 'say that a translation is ready for review')
  step('approve', 'approve the newest version of a translation')
    .option(...ofVersion)
    .option('--score <number>', 'how good it is, from 0 to 1, instead of what its structure tells')
  step('reject', 'send a translation back; the last approved version is live').option(...ofVersion)
  step('accept', 'say that it says what its source says, though that has changed')
}

const ofVersion = [
  '--of <commit>',
  'the version that is meant; refused where there is a newer one',
] as const
