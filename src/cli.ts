import { Argument, Command, CommanderError, Option } from 'commander'
import { ContentError } from './errors.ts'
import { printable } from './output/printable.ts'
import { type CommandContext, exitCodes, type Terminal } from './output/terminal.ts'

const openTerminal = (quiet: boolean): Terminal => {
  let last = ''
  return {
    columns: process.stdout.isTTY ? (process.stdout.columns ?? 0) : null,
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => {
      if (!quiet) process.stderr.write(`${clearLine()}${text}\n`)
    },
    progress: (what, done, total) => {
      if (quiet) return
      if (process.stderr.isTTY) {
        const share = total === undefined ? '' : ` ${done}/${total}`
        process.stderr.write(`${clearLine()}${what}${share}`)
      } else if (what !== last) process.stderr.write(`${what}\n`)
      last = what
    },
  }
}

const clearLine = (): string => (process.stderr.isTTY ? '\r\u001b[K' : '')

const program = new Command('hma-content')
  .description('Turns every commit of a Git repository of Markdown lessons into published content.')
  .option('-C, --cwd <directory>', 'repository to work on', '.')
  .option('--config <file>', 'configuration (default: hma-content.yaml in the repository)')
  .option('--state <directory>', 'where state is kept (default: .hma-content in the repository)')
  .option('--env <name>', 'environment of the configuration')
  .option('--quiet', 'no progress and no remarks')
  .option('--verbose', 'say what caused an error')
  .exitOverride()
  .showHelpAfterError()

const formats = (...choices: readonly string[]): Option =>
  new Option('--format <format>', 'how to print').choices([...choices]).default('text')

/** Runs a command and leaves its exit code to the process. */
const run = (
  action: (context: CommandContext, options: never, ...args: readonly string[]) => Promise<number>,
) =>
  async function (this: Command, ...given: readonly unknown[]): Promise<void> {
    const options = this.optsWithGlobals()
    const terminal = openTerminal(options.quiet === true)
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    // Commander adds the options and the command behind the arguments.
    const args = given
      .slice(0, -2)
      .flat()
      .filter((each) => typeof each === 'string')
    const context = { terminal, variables: process.env, now }
    process.exitCode = await action(context, options as never, ...args)
    process.stderr.write(clearLine())
  }

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
  .description('check the work tree, or a commit, and say what is wrong, where, and how to mend it')
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
  .argument('<slug>', 'for example `pillar/course/lesson`; of a translation also the lesson’s path')
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
  .description('give a lesson, or a directory of lessons, another path; links go on leading there')
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

program
  .command('plan')
  .description('show what publish would do, and why; changes nothing')
  .option('--commit <commit>', 'plan for this commit instead of the branch')
  .option('--rebuild', 'read the whole history again')
  .addOption(formats('text', 'json'))
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
  .option('--allow-mass-change', 'allow taking down a large part of the live lessons')
  .option('--strict', 'exit with 1 for any finding')
  .addOption(formats('text', 'json'))
  .action(
    run(async (context, options) =>
      (await import('./commands/publish.ts')).publish(options, context),
    ),
  )

program
  .command('reindex')
  .description('give every live lesson vectors of the configured model, then switch to it')
  .option('--dry-run', 'only say what it would cost')
  .addOption(formats('text', 'json'))
  .action(
    run(async (context, options) =>
      (await import('./commands/reindex.ts')).reindex(options, context),
    ),
  )

program
  .command('search')
  .description('find live lessons that answer a question')
  .argument('<question>')
  .option('--language <code>', 'language to look in first (default: the source language)')
  .option('--limit <number>', 'how many lessons at most', '10')
  .addOption(
    new Option('--type <type>', 'only items of this type').choices([
      'lesson',
      'article',
      'video',
      'audio',
      'document',
      'interactive',
    ]),
  )
  .addOption(formats('text', 'json'))
  .action(
    run(async (context, options, question) =>
      (await import('./commands/search.ts')).searchCommand(question, options, context),
    ),
  )

program
  .command('status')
  .description('show what is live: release, items, translations, vectors')
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
  .command('verify')
  .description('compare Git, the database, the bucket and the vectors; changes nothing')
  .option('--read-data', 'read and hash pictures and other media, too')
  .addOption(formats('text', 'json'))
  .action(
    run(async (context, options) =>
      (await import('./commands/verify.ts')).verifyCommand(options, context),
    ),
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
  .command('doctor')
  .description('check everything the tool depends on')
  .addOption(formats('text', 'json'))
  .action(
    run(async (context, options) =>
      (await import('./commands/doctor.ts')).doctor(options, context),
    ),
  )

program
  .command('completion')
  .description('print a script that has a shell complete commands, options and choices')
  .addArgument(
    new Argument('<shell>', 'the shell to print it for').choices(['bash', 'zsh', 'fish']),
  )
  .action(
    run(async (context, _, shell) =>
      (await import('./commands/completion.ts')).completion(shell, program, context),
    ),
  )

const report = (error: unknown): void => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.failed
    return
  }
  const verbose = program.opts().verbose === true
  if (error instanceof ContentError) {
    process.exitCode =
      error.code === 'REFUSED' || error.code === 'LOCKED' ? exitCodes.refused : exitCodes.failed
    process.stderr.write(`${clearLine()}${error.code}: ${printableLines(error.message)}\n`)
    if (error.hint !== '') process.stderr.write(`    ${printableLines(error.hint)}\n`)
    if (verbose && error.cause !== undefined) process.stderr.write(`${String(error.cause)}\n`)
    return
  }
  process.exitCode = exitCodes.failed
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}

const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.fine)
})
process.once('SIGINT', () => process.exit(exitCodes.interrupted))

try {
  await program.parseAsync()
} catch (error) {
  report(error)
}
