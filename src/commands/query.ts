import { type ConfigFlags, readConfig } from '../config.ts'
import { readOnlyQuery } from '../database/read-only-query.ts'
import { printable } from '../output/printable.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type QueryOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Runs one read-only statement on the database and prints its rows. */
export const query = async (
  sql: string,
  options: QueryOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return withExisting(config, async ({ database }) => {
    const rows = await readOnlyQuery(database, sql)
    if (options.format === 'json') terminal.print(JSON.stringify(rows, null, 2))
    else {
      const names = Object.keys(rows[0] ?? {})
      const cells = rows.map((row) => names.map((name) => printable(cell(row[name]))))
      terminal.print(`${table([names, ...cells])}\n(${counted(rows.length, 'row')})`)
    }
    return exitCodes.fine
  })
}

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
