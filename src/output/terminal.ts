/** Where a command prints, given by the program's edge. */
export type Terminal = {
  /** Data, on standard output. */
  readonly print: (text: string) => void
  /** Progress and remarks, on standard error. */
  readonly note: (text: string) => void
  /** A line that the next progress replaces, on a terminal; plain lines elsewhere, one for each stage and each half minute. */
  readonly progress: (what: string, done?: number, total?: number) => void
  /** How wide standard output is; null where it is no terminal, 0 where the terminal does not say. */
  readonly columns: number | null
}

/** What every command gets besides its own arguments. */
export type CommandContext = {
  readonly terminal: Terminal
  readonly variables: Readonly<Record<string, string | undefined>>
  /** ISO 8601, UTC, to the second. */
  readonly now: string
}

/** Takes lines with their ends. */
export type LogStream = {
  readonly write: (line: string) => void
  readonly isTerminal: boolean
}

/** What commands get that go on until they are ended. */
export type LastingContext = CommandContext & {
  /** Settles when the process is asked to end. */
  readonly untilStopped: () => Promise<void>
  /** Where their log goes: standard error. */
  readonly log: LogStream
}

/** Exit codes: fine; the content is not; the tool could not run; refused, nothing changed. */
export const exitCodes = { fine: 0, content: 1, failed: 2, refused: 3, interrupted: 130 } as const

/** Aligns rows of cells into a table for a person. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
