import type { OptionWords, ProgramWords } from './command-words.ts'

/** A script that has fish complete a program. Where nothing else can stand, fish completes files. */
export const fishScript = ({ name, options, commands }: ProgramWords): string => {
  const complete = (...parts: readonly string[]): string =>
    ['complete', '-c', name, ...parts].join(' ')
  const first = ['-n', '__fish_use_subcommand']
  const lines = [
    `# fish completion for ${name}`,
    complete('-f', ...first),
    ...options.map((option) => complete(...optionParts(option))),
    ...commands.flatMap((command) => {
      const within = ['-n', quoted(`__fish_seen_subcommand_from ${command.name}`)]
      const choices =
        command.choices.length > 0
          ? [complete(...within, '-f', '-a', quoted(command.choices.join(' ')))]
          : []
      return [
        complete(...first, '-a', command.name, '-d', quoted(command.description)),
        ...command.options.map((option) => complete(...within, ...optionParts(option))),
        ...choices,
      ]
    }),
  ]
  return `${lines.join('\n')}\n`
}

const optionParts = ({ names, description, value, choices }: OptionWords): readonly string[] => [
  ...names.flatMap((each) =>
    each.startsWith('--') ? ['-l', each.slice(2)] : ['-s', each.slice(1)],
  ),
  '-d',
  quoted(description),
  ...valueParts(value, choices),
]

const valueParts = (value: string | null, choices: readonly string[]): readonly string[] => {
  if (value === null) return []
  if (choices.length > 0) return ['-x', '-a', quoted(choices.join(' '))]
  if (value === 'directory') return ['-x', '-a', quoted('(__fish_complete_directories)')]
  return value === 'file' || value === 'lesson' ? ['-r'] : ['-x']
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`
