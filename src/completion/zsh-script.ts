import type { CommandWords, OptionWords, ProgramWords } from './command-words.ts'

/** A script that has zsh complete a program, read by `source` or put into a directory of `$fpath` as `_<program>`. */
export const zshScript = ({ name, options, commands }: ProgramWords): string => `#compdef ${name}
_${name}() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands=(
    ${commands.map((command) => quoted(`${command.name}:${command.description}`)).join('\n    ')}
  )
  _arguments -C \\
    ${options.map(optionSpec).join(' \\\n    ')} \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $line[1] in
        ${commands.map((command) => commandCase(options, command)).join('\n        ')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "_${name}" ]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`

const commandCase = (options: readonly OptionWords[], command: CommandWords): string => {
  const specs = [...command.options, ...options].map(optionSpec)
  const rest =
    command.choices.length > 0 ? `'*:word:(${command.choices.join(' ')})'` : "'*:file:_files'"
  return `${command.name}) _arguments ${[...specs, rest].join(' ')} ;;`
}

const optionSpec = ({ names, description, value, choices }: OptionWords): string => {
  const text = `[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]`
  const argument = value === null ? '' : `:${value}:${valueAction(value, choices)}`
  const [first = ''] = names
  if (names.length === 1) return quoted(`${first}${text}${argument}`)
  return `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}${quoted(text + argument)}`
}

const valueAction = (value: string, choices: readonly string[]): string => {
  if (choices.length > 0) return `(${choices.join(' ')})`
  if (value === 'directory') return '_files -/'
  return value === 'file' || value === 'lesson' ? '_files' : ''
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
