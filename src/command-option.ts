import { type Command, Option } from 'commander'
import type { LastingContext } from './output/terminal.ts'

/** What a command does with its options and arguments; gives the exit code. */
export type CommandAction = (
  context: LastingContext,
  options: never,
  ...args: readonly string[]
) => Promise<number>

/** Turns an action into what commander calls. */
export type RunCommand = (
  action: CommandAction,
) => (this: Command, ...given: readonly unknown[]) => Promise<void>

/** The option that says how to print; `text` unless it is given. */
export const formats = (...choices: readonly string[]): Option =>
  new Option('--format <format>', 'how to print').choices([...choices]).default('text')
