import { Argument, Command, CommanderError } from 'commander'
import { addAuthorCommands } from './author-commands.ts'
import type { RunCommand } from './command-option.ts'
import { isDiskFull, makeRoom } from './disk-full.ts'
import { ContentError } from './errors.ts'
import { addOperatorCommands } from './operator-commands.ts'
import { formatPace, type Stretch } from './output/pace.ts'
import { printable } from './output/printable.ts'
import { exitCodes, type LogStream, type Terminal } from './output/terminal.ts'
import { addServiceCommands } from './service-commands.ts'
import { addTranslatorCommands } from './translator-commands.ts'

const openTerminal = (quiet: boolean): Terminal => {
  let since: Stretch = { what: '', at: 0, done: 0 }
  let lastLine = 0
  return {
    columns: process.stdout.isTTY ? (process.stdout.columns ?? 0) : null,
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => {
      if (!quiet) process.stderr.write(`${clearLine()}${text}\n`)
    },
    progress: (what, done, total) => {
      if (quiet) return
      const now = Date.now()
      const begins = what !== since.what
      if (begins) since = { what, at: now, done: done ?? 0 }
      const line = total === undefined ? what : formatPace(since, now, done ?? 0, total)
      if (process.stderr.isTTY) process.stderr.write(`${clearLine()}${line}`)
      else if (begins || now - lastLine >= betweenLines) {
        process.stderr.write(`${begins ? what : line}\n`)
        lastLine = now
      }
    },
  }
}

// Where there is no terminal, a long stage shows every half minute that it moves on.
const betweenLines = 30_000

const clearLine = (): string => (process.stderr.isTTY ? '\r\u001b[K' : '')

const log: LogStream = {
  write: (line) => process.stderr.write(`${clearLine()}${line}`),
  isTerminal: process.stderr.isTTY === true,
}

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

/** Settles when the process is asked to end; asked again, it ends at once. */
const untilStopped = async (): Promise<void> => {
  process.off('SIGINT', interrupt)
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = (): void => {
    resolve()
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop).once(signal, interrupt)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
  await promise
}

/** Runs a command and leaves its exit code to the process. */
const run: RunCommand = (action) =>
  async function (this: Command, ...given: readonly unknown[]): Promise<void> {
    const options = this.optsWithGlobals()
    const terminal = openTerminal(options.quiet === true)
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    // Commander adds the options and the command behind the arguments.
    const args = given
      .slice(0, -2)
      .flat()
      .filter((each) => typeof each === 'string')
    const context = { terminal, variables: process.env, now, untilStopped, log }
    process.exitCode = await action(context, options as never, ...args)
    process.stderr.write(clearLine())
  }

addAuthorCommands(program, run)
addOperatorCommands(program, run)
addTranslatorCommands(program, run)
addServiceCommands(program, run)
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

const refusals = new Set(['REFUSED', 'OVERTAKEN', 'LOCKED'])

const report = (error: unknown): void => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.failed
    return
  }
  const verbose = program.opts().verbose === true
  if (error instanceof ContentError) {
    process.exitCode = refusals.has(error.code) ? exitCodes.refused : exitCodes.failed
    process.stderr.write(`${clearLine()}${error.code}: ${printableLines(error.message)}\n`)
    if (error.hint !== '') process.stderr.write(`    ${printableLines(error.hint)}\n`)
    if (verbose && error.cause !== undefined) process.stderr.write(`${String(error.cause)}\n`)
    return
  }
  process.exitCode = exitCodes.failed
  if (isDiskFull(error)) {
    process.stderr.write(`${clearLine()}DISK: There is no space left.\n    ${makeRoom}\n`)
    return
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}

const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.fine)
})
const interrupt = (): void => process.exit(exitCodes.interrupted)
process.once('SIGINT', interrupt)

try {
  await program.parseAsync()
} catch (error) {
  report(error)
}
