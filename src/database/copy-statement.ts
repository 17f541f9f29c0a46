import type { CopyTarget } from './database.ts'

/** `COPY … FROM <source> (FORMAT binary)` for the target's table and columns. */
export const copyStatement = (target: CopyTarget, source: 'stdin' | "'/dev/blob'"): string => {
  const table = target.table.split('.').map(quoted).join('.')
  const columns = Object.keys(target.columns).map(quoted).join(', ')
  return `copy ${table} (${columns}) from ${source} with (format binary)`
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`
