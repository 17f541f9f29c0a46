import type { Command } from 'commander'
import { bashScript } from '../completion/bash-script.ts'
import { programWords } from '../completion/command-words.ts'
import { fishScript } from '../completion/fish-script.ts'
import { zshScript } from '../completion/zsh-script.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** Prints a script by which a shell completes the commands, options and choices of a program. */
export const completion = async (
  shell: string,
  program: Command,
  { terminal }: CommandContext,
): Promise<number> => {
  terminal.print(scripts[shell as keyof typeof scripts](programWords(program)).trimEnd())
  return exitCodes.fine
}
