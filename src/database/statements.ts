/** One statement of a script, and the 1-based line on which it starts. */
export type Statement = { readonly text: string; readonly line: number }

// White space, comments (nested ones one level deep), quoted text and names, dollar-quoted bodies, the
// separator, or one other character: https://www.postgresql.org/docs/15/sql-syntax-lexical.html
const token =
  /\s+|--[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*)|\/\*[\s\S]*?\*\/)*\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|;|\w+|[\s\S]/gu

const isBlank = (piece: string): boolean => /^(?:\s|--|\/\*)/.test(piece)

/** The statements of a script in their order, without separators and the comments before them. */
export const splitStatements = (script: string): readonly Statement[] => {
  const statements: Statement[] = []
  let start: number | undefined
  const end = (position: number): void => {
    if (start === undefined) return
    const line = script.slice(0, start).split('\n').length
    statements.push({ text: script.slice(start, position).trimEnd(), line })
    start = undefined
  }
  for (const { 0: piece, index } of script.matchAll(token)) {
    if (piece === ';') end(index)
    else if (start === undefined && !isBlank(piece)) start = index
  }
  end(script.length)
  return statements
}
