import type { Command } from 'commander'
import { formats, type RunCommand } from './command-option.ts'

/** Adds the commands by which authors set up a repository and work in it. */
export const addAuthorCommands = (program: Command, run: RunCommand): void => {
  program
    .command('init')
    .description('show the files that an existing repository needs to be published, or write them')
    .option('--write', 'write them; files that are there are never changed')
    .option('--academy', 'take directories for pillars and courses, and the schemas of an academy')
    .option('--lfs', 'propose a `.gitattributes` that puts large media into Git LFS')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) => (await import('./commands/init.ts')).init(options, context)),
    )

  program
    .command('validate')
    .description(
      'check the work tree, or a commit, and say what is wrong, where, and how to mend it',
    )
    .option('--commit <commit>', 'check this commit instead of the work tree')
    .option('--since <ref>', 'count only what is new since the branch parted from this one')
    .option('--strict', 'exit with 1 for warnings too')
    .option('--watch', 'check the work tree again whenever a file was written')
    .option('--fix', 'first mend what has one right answer, in the files of the work tree')
    .addOption(formats('text', 'json', 'github', 'sarif', 'junit', 'markdown'))
    .action(
      run(async (context, options) =>
        (await import('./commands/validate.ts')).validate(options, context),
      ),
    )

  program
    .command('new')
    .description('write a new lesson, course or translation where it belongs, as a draft')
    .argument('<what>', 'a collection by its name or type, `course`, or `translation`')
    .argument(
      '<slug>',
      'for example `pillar/course/lesson`; of a translation also the lesson’s path',
    )
    .argument('[lang]', 'code of a translation’s language')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, ...args) =>
        (await import('./commands/new.ts')).newCommand(args, options, context),
      ),
    )

  program
    .command('fmt')
    .description(
      'give front matter and Markdown their canonical form; what a lesson says stays the same',
    )
    .argument('[paths...]', 'files or directories (default: all content of the work tree)')
    .option('--check', 'change nothing; exit with 1 if a file would change')
    .option('--ids', 'write the id of each item that has none in its front matter')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, ...paths) =>
        (await import('./commands/fmt.ts')).fmt(paths, options, context),
      ),
    )

  program
    .command('move')
    .description(
      'give a lesson, or a directory of lessons, another path; links go on leading there',
    )
    .argument('<from>', 'path or slug of a lesson, or of a directory of lessons')
    .argument('<to>', 'the new path or slug')
    .option('--dry-run', 'only say what would change')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, from = '', to = '') =>
        (await import('./commands/move.ts')).moveCommand(from, to, options, context),
      ),
    )

  program
    .command('delete')
    .description('delete a lesson with its translations and what only they use')
    .argument('<lesson>', 'path or slug of a lesson')
    .option('--redirect <lesson>', 'where links and the old address are to lead instead')
    .option('--force', 'also where links would lead nowhere, or what no commit has would be lost')
    .option('--dry-run', 'only say what would change')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, lesson = '') =>
        (await import('./commands/delete.ts')).deleteCommand(lesson, options, context),
      ),
    )
}
