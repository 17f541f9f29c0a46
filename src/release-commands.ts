import { Argument, type Command } from 'commander'
import { formats, type RunCommand } from './command-option.ts'

/** Adds the commands by which people decide what is live. */
export const addReleaseCommands = (program: Command, run: RunCommand): void => {
  decision(program.command('rollback'))
    .description('make an earlier release live again, and stay with it until `unpin`')
    .argument('[release]', 'its number or commit')
    .option('--previous', 'the one before what is live')
    .action(
      run(async (context, options, name) =>
        (await import('./commands/rollback.ts')).rollback(name, options, context),
      ),
    )

  decision(program.command('pin'))
    .description('have an item show one version, whatever comes after')
    .argument('<item>', 'its slug or id')
    .argument('[version]', 'number or commit; what is live unless given')
    .action(
      run(async (context, options, item = '', version) =>
        (await import('./commands/pin.ts')).pin(item, version, options, context),
      ),
    )

  decision(program.command('unpin'))
    .description('let an item, or the whole environment, follow the branch again')
    .argument('[item]', 'its slug or id; the environment unless given')
    .action(
      run(async (context, options, item) =>
        (await import('./commands/unpin.ts')).unpin(item, options, context),
      ),
    )

  decision(program.command('confirm'))
    .description('say that a commit is meant which publish refuses: a forced push, a mass deletion')
    .argument('[commit]', 'the branch’s unless given')
    .action(
      run(async (context, options, commit) =>
        (await import('./commands/confirm.ts')).confirm(commit, options, context),
      ),
    )

  program
    .command('release')
    .description('make live what dates of lessons and holds have made due; for a timer')
    .addArgument(new Argument('<what>', 'what to release').choices(['due']))
    .option('--dry-run', 'only say what it would change and cost')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options) =>
        (await import('./commands/release-due.ts')).releaseDue(options, context),
      ),
    )
}

/** The options of every command that decides something. */
export const decision = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for those who ask later')
    .option('--by <person>', 'who decides (default: as Git signs commits here)')
    .option('--dry-run', 'only say what it would change and cost')
    .addOption(formats('text', 'json'))
