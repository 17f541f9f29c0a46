import { ContentError } from '../errors.ts'

/** Paths of one shape, for example `content/{pillar}/{course}/{slug}/index.md`. */
export type Pattern = {
  readonly text: string
  /** The named parts in the order in which they stand. */
  readonly names: readonly string[]
  /** The literal directories before the first part: empty, or ending in `/`. */
  readonly prefix: string
  /** What each part stands for in the path; null where the path has another shape. */
  match(path: string): Readonly<Record<string, string>> | null
  /** The path with these parts; throws CONFIG for a part that is missing or cannot stand there. */
  format(parts: Readonly<Record<string, string>>): string
  /** The pattern of the directory that ends in `{name}`; null where that is no whole path segment. */
  directory(name: string): Pattern | null
}

type Part = { readonly name: string; readonly deep: boolean }
type Token = string | Part

/**
 * A pattern from its text. `{name}` stands for one path segment or a piece of one, `{name...}` for
 * one or more segments; neither is ever empty. Where text can be divided in more than one way, the
 * part further left takes more. Throws CONFIG for malformed text.
 */
export const parsePattern = (text: string): Pattern => {
  const tokens = tokenise(text)
  const names = tokens.flatMap((token) => (typeof token === 'string' ? [] : [token.name]))
  checkShape(text, tokens, names)
  const expression = new RegExp(`^${tokens.map(expressionOf).join('')}$`, 's')
  const literal = text.split('{', 1).join('')

  const match = (path: string): Readonly<Record<string, string>> | null => {
    const values = expression.exec(path)
    return values && Object.fromEntries(names.map((name, index) => [name, values[index + 1] ?? '']))
  }
  return {
    text,
    names,
    prefix: literal.slice(0, literal.lastIndexOf('/') + 1),
    match,
    format: (parts) =>
      tokens
        .map((token) => (typeof token === 'string' ? token : partValue(text, token, parts)))
        .join(''),
    directory: (name) => {
      const segments = text.split('/')
      const index = segments.findIndex((part) => part === `{${name}}` || part === `{${name}...}`)
      return index < 0 ? null : parsePattern(segments.slice(0, index + 1).join('/'))
    },
  }
}

const partExpression = /\{([A-Za-z][A-Za-z0-9_]*)(\.\.\.)?\}/

const tokenise = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  for (let rest = text; rest !== ''; ) {
    const part = partExpression.exec(rest)
    const literal = part ? rest.slice(0, part.index) : rest
    if (/[{}]/.test(literal))
      throw malformed(text, 'Expected a part such as `{slug}` or `{slug...}`, got a stray brace')
    if (literal !== '') tokens.push(literal)
    if (part?.[1] !== undefined) tokens.push({ name: part[1], deep: part[2] !== undefined })
    rest = part ? rest.slice(part.index + part[0].length) : ''
  }
  return tokens
}

const checkShape = (text: string, tokens: readonly Token[], names: readonly string[]): void => {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw malformed(text, `Expected part \`{${repeated}}\` only once`)
  if (tokens.some((token, at) => typeof token !== 'string' && typeof tokens[at + 1] === 'object'))
    throw malformed(text, 'Expected text between two parts')
  if (tokens.filter((token) => typeof token !== 'string' && token.deep).length > 1)
    throw malformed(text, 'Expected at most one part of several segments (`{name...}`)')
  if (text.includes('\\')) throw malformed(text, 'Expected `/` between segments, got a backslash')
  if (text.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw malformed(
      text,
      'Expected a path from the top of the repository, such as `docs/{slug}.md`',
    )
}

const expressionOf = (token: Token): string => {
  if (typeof token === 'string') return token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return token.deep ? '([^/]+(?:/[^/]+)*)' : '([^/]+)'
}

const partValue = (text: string, part: Part, parts: Readonly<Record<string, string>>): string => {
  const value = Object.hasOwn(parts, part.name) ? parts[part.name] : undefined
  if (value === undefined)
    throw new ContentError('CONFIG', `Missing part \`${part.name}\` of the pattern \`${text}\``)
  const segments = value.split('/')
  if (segments.includes('') || (segments.length > 1 && !part.deep))
    throw new ContentError(
      'CONFIG',
      `Expected part \`${part.name}\` of \`${text}\` to be ${part.deep ? 'path segments' : 'one path segment'}, got ${JSON.stringify(value)}`,
    )
  return value
}

const malformed = (text: string, message: string): ContentError =>
  new ContentError('CONFIG', `${message}, in the pattern ${JSON.stringify(text)}`, {
    hint: 'A pattern names parts in braces, for example `content/{pillar}/{course}/{slug}/index.md`.',
  })
