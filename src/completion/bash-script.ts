import type { CommandWords, OptionWords, ProgramWords } from './command-words.ts'

/** A script that has bash complete a program. Where nothing else can stand, bash completes files. */
export const bashScript = ({ name, options, commands }: ProgramWords): string => {
  const all = [...options, ...commands.flatMap((command) => command.options)]
  const valued = names(all.filter(({ value }) => value !== null))
  const choosing = commands.flatMap((command) => choicesOf(command.name, command.options))
  const plain = `_${name.replaceAll('-', '_')}`
  return `# bash completion for ${name}
${plain}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= i
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${patterns(valued)}) ((i++)) ;;
      ${patterns(commands.map((command) => command.name))})
        command=\${COMP_WORDS[i]}
        break
        ;;
    esac
  done
  local words=
  case $command:$before in
    ${[...choicesOf('*', options), ...choosing].join('\n    ')}
    ${patterns(valued.map((each) => `*:${each}`))}) return ;;
    *)
      case $command in
        ${[programCase(options, commands), ...commands.map((each) => commandCase(options, each))].join('\n        ')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F ${plain} ${name}
`
}

const names = (options: readonly OptionWords[]): readonly string[] => [
  ...new Set(options.flatMap((option) => option.names)),
]

const patterns = (words: readonly string[]): string => words.join(' | ')

const choicesOf = (command: string, options: readonly OptionWords[]): readonly string[] =>
  options
    .filter(({ choices }) => choices.length > 0)
    .map((option) => {
      const before = option.names.map((each) => `${command}:${each}`)
      return `${patterns(before)}) words='${option.choices.join(' ')}' ;;`
    })

const programCase = (options: readonly OptionWords[], commands: readonly CommandWords[]): string =>
  wordsCase(
    "''",
    names(options),
    commands.map(({ name }) => name),
  )

const commandCase = (options: readonly OptionWords[], command: CommandWords): string =>
  wordsCase(command.name, names([...command.options, ...options]), command.choices)

const wordsCase = (
  pattern: string,
  options: readonly string[],
  others: readonly string[],
): string =>
  `${pattern}) [[ $word == -* ]] && words='${options.join(' ')}' || words='${others.join(' ')}' ;;`
