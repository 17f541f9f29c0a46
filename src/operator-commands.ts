import { Argument, type Command, Option } from 'commander'
import { formats, type RunCommand } from './command-option.ts'
import { contentTypes } from './lesson/lesson.ts'
import { addReleaseCommands } from './release-commands.ts'
import { addReviewCommands } from './review-commands.ts'

/** Adds the commands by which content is published and looked at. */
export const addOperatorCommands = (program: Command, run: RunCommand): void => {
  program
    .command('plan')
    .description('show what publish would do, and why; changes nothing')
    .option('--commit <commit>', 'plan for this commit instead of the branch')
    .option('--rebuild', 'read the whole history again')
    .option('--base <ref>', 'what merging HEAD, or the commit, into this branch would change')
    .option('--report <file>', 'with --base: write it into a file, too, as Markdown')
    .option('--links <url>', 'with --base: where the files of the commit are shown, for links')
    .addOption(formats('text', 'json', 'markdown', 'github'))
    .action(
      run(async (context, options) =>
        (await import('./commands/plan.ts')).planCommand(options, context),
      ),
    )

  program
    .command('publish')
    .description('make the lessons of the branch live')
    .option('--commit <commit>', 'publish this commit instead of the branch')
    .option('--rebuild', 'read the whole history again, after a change of the configuration')
    .option('--reencode', 'encode pictures again that another version of the encoder made')
    .option('--allow-mass-change', 'allow taking down a large part of the live lessons')
    .option('--strict', 'exit with 1 for any finding')
    .option(
      '--hold [until]',
      'stage all of it, and make nothing live before that, or before a later publish',
    )
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/publish.ts')).publish(options, context),
      ),
    )

  addReleaseCommands(program, run)
  addReviewCommands(program, run)

  program
    .command('reindex')
    .description('give every live lesson vectors of the configured model, then switch to it')
    .option('--dry-run', 'only say what it would take and cost, for each model')
    .option('--model <model>', 'fill this model instead of the configured one')
    .option('--missing', 'only buy what is missing of the model that readers use')
    .option('--rollback', 'switch back to the model that readers used before')
    .option('--language <code>', 'only buy for texts in this language')
    .addOption(
      new Option('--type <type>', 'only buy for items of this type').choices([...contentTypes]),
    )
    .option('--only <pattern>', 'only buy for these slugs; `*` is anything in a part, `**` at all')
    .option('--concurrency <number>', 'requests under way at the same time', '4')
    .option('--max-cost <dollars>', 'buy nothing if it would cost more')
    .option('--batch', 'buy in batches, at half the price, within a day')
    .option('--anyway', 'switch even if questions.yaml is answered worse then')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/reindex.ts')).reindexCommand(options, context),
      ),
    )

  program
    .command('search')
    .description('find live lessons that answer a question')
    .argument('<question>')
    .option('--language <code>', 'language to look in first (default: the source language)')
    .option('--pillar <slug>', 'only items of this pillar')
    .option('--course <slug>', 'only items of this course: `course` or `pillar/course`')
    .option('--difficulty <level>', 'only items of this difficulty')
    .option('--explain', 'say where each stood in full text and among the vectors')
    .option('--limit <number>', 'how many lessons at most', '10')
    .addOption(new Option('--type <type>', 'only items of this type').choices([...contentTypes]))
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, question) =>
        (await import('./commands/search.ts')).searchCommand(question, options, context),
      ),
    )

  program
    .command('preview')
    .description('serve what is published to this machine, with a page that shows it')
    .option('--port <number>', 'port to listen on; 0 for any that is free', '4100')
    .action(
      run(async (context, options) =>
        (await import('./commands/preview.ts')).preview(options, context),
      ),
    )

  program
    .command('eval')
    .description('ask a file of questions and say how well search answers them')
    .argument('[file]', 'the questions (default: questions.yaml beside the configuration)')
    .option('--model <model>', 'by the vectors of this model instead of the one readers use')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, file) =>
        (await import('./commands/eval.ts')).evalCommand(file, options, context),
      ),
    )

  program
    .command('status')
    .description('show what is live: release, items, translations, vectors')
    .option(
      '--check',
      'exit with 1 where a language has fewer current translations than configured',
    )
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/status.ts')).status(options, context),
      ),
    )

  program
    .command('history')
    .description('show the versions of one item, newest first')
    .argument('<slug>')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, slug) =>
        (await import('./commands/history.ts')).history(slug, options, context),
      ),
    )

  program
    .command('diff')
    .description('show what one version of an item says otherwise than another')
    .argument('<item>', 'its slug or id')
    .argument('[from]', 'number or commit; the version before unless given')
    .argument('[to]', 'number or commit; the newest unless given')
    .option('--rendered', 'as readers see it, word by word')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, item = '', from, to) =>
        (await import('./commands/diff.ts')).diff(item, [from, to], options, context),
      ),
    )

  program
    .command('verify')
    .description('compare Git, the database, the bucket and the vectors')
    .option('--read-data', 'read and hash pictures and other media, too')
    .option('--repair', 'mend what Git can restore; what is live stays the same')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/verify.ts')).verifyCommand(options, context),
      ),
    )

  program
    .command('purge')
    .description('withdraw an item, or a picture or file, for ever, and erase what is kept of it')
    .argument('<subject>', 'slug or id of an item, or key of an object such as `images/…`')
    .requiredOption('--reason <text>', 'why; kept with the decision')
    .option('--by <name>', 'who decides (default: whom Git names)')
    .option('--dry-run', 'only say what would be erased')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, subject) =>
        (await import('./commands/purge.ts')).purgeCommand(subject, options, context),
      ),
    )

  program
    .command('gc')
    .description('show the objects that nothing refers to any more; removes them with --apply')
    .option('--apply', 'mark them, and remove those that were marked before the grace period')
    .option('--grace <days>', 'how long a marked object is kept', '7')
    .option('--force', 'also where that is a large part of all objects')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) => (await import('./commands/gc.ts')).gc(options, context)),
    )

  program
    .command('migrate')
    .description('bring the database up to date')
    .action(
      run(async (context, options) =>
        (await import('./commands/migrate.ts')).migrateCommand(options, context),
      ),
    )

  program
    .command('query')
    .description('run one read-only SQL statement on the database')
    .argument('<sql>')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, sql) =>
        (await import('./commands/query.ts')).query(sql, options, context),
      ),
    )

  program
    .command('hooks')
    .description('show what other services were told, send one a test, or tell it again')
    .addArgument(new Argument('<what>', 'what to do').choices(['list', 'test', 'replay']))
    .argument('[name]', 'the hook’s name in the configuration')
    .option('--since <release>', 'replay all since this release, not only what it missed')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, what, name) =>
        (await import('./commands/hooks.ts')).hooksCommand(
          what as 'list' | 'test' | 'replay',
          name,
          options,
          context,
        ),
      ),
    )

  program
    .command('infra')
    .description('compare the settings of the bucket and of CloudFront with what is asked of them')
    .addArgument(new Argument('<action>', 'what to do; it changes nothing').choices(['check']))
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/infra.ts')).infraCheck(options, context),
      ),
    )

  program
    .command('doctor')
    .description('check everything the tool depends on')
    .option('--try', 'also put and remove an object in the bucket, and have a word embedded')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/doctor.ts')).doctor(options, context),
      ),
    )
}
