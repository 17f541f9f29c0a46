import { Argument, type Command, Option } from 'commander'
import { formats, type RunCommand } from './command-option.ts'

const logFormats = (): Option =>
  new Option(
    '--log <format>',
    'how to write the log (default: text on a terminal, else json)',
  ).choices(['text', 'json'])

/** Adds the commands by which content is published without anybody at a terminal. */
export const addServiceCommands = (program: Command, run: RunCommand): void => {
  program
    .command('serve')
    .description('take webhooks of GitHub and GitLab, until it is ended')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 for any that is free', '4200')
    .option('--work', 'do the jobs, too, as it always does on the embedded database')
    .option('--interval <seconds>', 'how often to look at the branch by itself', '300')
    .addOption(logFormats())
    .action(
      run(async (context, options) =>
        (await import('./commands/serve.ts')).serve(options, context),
      ),
    )

  program
    .command('work')
    .description('fetch and publish the branch whenever it moves, until it is ended')
    .option('--interval <seconds>', 'how often to look at the branch by itself', '300')
    .option('--port <number>', 'serve /metrics, /healthz and /readyz there; 0 for any that is free')
    .option('--host <address>', 'address to listen on for that', '127.0.0.1')
    .addOption(logFormats())
    .action(
      run(async (context, options) => (await import('./commands/work.ts')).work(options, context)),
    )

  program
    .command('jobs')
    .description('show what workers do, have done and could not do; have it tried again')
    .addArgument(
      new Argument('<action>', 'what to do').choices(['list', 'show', 'retry', 'history']),
    )
    .argument('[id]', 'of the job to show, or of the dead job to try again')
    .addOption(formats('text', 'json'))
    .action(
      run(async (context, options, action = '', id) =>
        (await import('./commands/jobs.ts')).jobs(action, id, options, context),
      ),
    )
}
