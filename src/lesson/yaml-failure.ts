/** What is wrong with text that is no YAML, and what to do. */
export type YamlFailure = { readonly message: string; readonly hint: string }

type Told = YamlFailure & { readonly when: RegExp }

const keyAndValue = 'Expected a line of the form `key: value`'

// What js-yaml 5 gives for a reason (`throwError` in its source), in words that take no knowledge of YAML.
const known: readonly Told[] = [
  {
    when: /within a flow collection|missed comma|deficient indentation/,
    message: 'Expected a bracket that ends the list or map, got none.',
    hint: 'Close the bracket, or put the whole value in quotes.',
  },
  {
    when: /within a (?:double|single) quoted scalar/,
    message: 'Expected a quote at the end of the value, got none.',
    hint: 'Close the quote.',
  },
  {
    when: /bad indentation of a mapping entry/,
    message: 'Expected a value that needs no quotes, got one that cannot be read without.',
    hint: 'Put the whole value in quotes, as in `"Wind: the basics"`, and begin all keys in the same column.',
  },
  {
    when: /tab characters/,
    message: 'Expected spaces at the beginning of the line, got a tab.',
    hint: 'Write spaces instead.',
  },
  {
    when: /document separator is expected/,
    message: `${keyAndValue}, got another.`,
    hint: 'Put a space behind the colon, and nothing before the key.',
  },
  {
    when: /multiline key|expected ':' after a mapping key/,
    message: `${keyAndValue}, got one without a colon before it.`,
    hint: 'Write its key before it; what belongs to the value above is indented.',
  },
  {
    when: /unknown escape sequence/,
    message: 'Expected no backslash within double quotes, got one.',
    hint: 'Use single quotes, or write the backslash twice.',
  },
]

/** What to tell an author for the parser's reason. */
export const yamlFailure = (reason: string): YamlFailure => {
  const told = known.find(({ when }) => when.test(reason))
  if (told !== undefined) return { message: told.message, hint: told.hint }
  return {
    message: `Cannot read the YAML: ${reason}.`,
    hint: 'Quote values that contain `: ` or ` #`.',
  }
}
