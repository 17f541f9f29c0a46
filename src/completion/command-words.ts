import type { Command, Option } from 'commander'

/** An option as shells complete it. */
export type OptionWords = {
  /** As it is typed: `--cwd`, and `-C` where it has a short form. */
  readonly names: readonly string[]
  readonly description: string
  /** What stands in brackets behind it, for example `directory`; null where it takes no value. */
  readonly value: string | null
  readonly choices: readonly string[]
}

/** A command as shells complete it. */
export type CommandWords = {
  readonly name: string
  readonly description: string
  readonly options: readonly OptionWords[]
  /** What its argument may be; empty where it may be anything. */
  readonly choices: readonly string[]
}

/** A program as shells complete it. */
export type ProgramWords = {
  readonly name: string
  /** Options that any command takes. */
  readonly options: readonly OptionWords[]
  readonly commands: readonly CommandWords[]
}

/** The words of a program, from its own table of commands. */
export const programWords = (program: Command): ProgramWords => {
  const help = program.createHelp()
  const commands = help.visibleCommands(program)
  const names = commands.map((command) => command.name()).filter((name) => name !== 'help')
  return {
    name: program.name(),
    options: help.visibleOptions(program).map(optionWords),
    commands: commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: help.visibleOptions(command).filter(isOwn).map(optionWords),
      choices:
        command.name() === 'help'
          ? names
          : [
              ...help.visibleCommands(command).map((below) => below.name()),
              ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
            ],
    })),
  }
}

// The program's own options have it already.
const isOwn = ({ long }: Option): boolean => long !== '--help'

const optionWords = ({ short, long, flags, description, argChoices }: Option): OptionWords => ({
  names: [long, short].filter((name) => name !== undefined),
  description,
  value: /<(\w+)>/.exec(flags)?.[1] ?? null,
  choices: argChoices ?? [],
})
