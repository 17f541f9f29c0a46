import type { ColumnType, Transaction } from './database.ts'
import { isEmpty } from './is-empty.ts'

/** A column to merge: how it is copied, and the type to cast it to where that differs (enums). */
export type MergeColumn = ColumnType | { readonly type: ColumnType; readonly cast: string }

/** Where rows are merged and by which key. All names are ours, never input. */
export type MergeTarget = {
  readonly table: string
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, MergeColumn>>
}

/**
 * Inserts rows or updates those that differ, by one binary COPY into a temporary table and one
 * statement; by the COPY alone where there is nothing yet, which takes half the time. Values stand in the order of
 * `columns`; no two rows may have one key.
 */
export const mergeRows = async (
  transaction: Transaction,
  target: MergeTarget,
  rows: readonly (readonly unknown[])[],
): Promise<void> => {
  if (rows.length === 0) return
  const stage = `stage_${target.table.replaceAll('.', '_')}`
  const names = Object.keys(target.columns)
  const types = Object.fromEntries(
    Object.entries(target.columns).map(([name, column]) => [name, copyType(column)]),
  )
  const definitions = names.map((name) => `${name} ${types[name]}`).join(', ')
  if (isUncast(target) && (await isEmpty(transaction, target.table))) {
    await transaction.copyBinary({ table: target.table, columns: types }, rows)
    return
  }
  await transaction.query(`create temporary table ${stage} (${definitions}) on commit drop`)
  await transaction.copyBinary({ table: stage, columns: types }, rows)
  await transaction.query(mergeStatement(target, stage, names))
  await transaction.query(`drop table ${stage}`)
}

const isUncast = ({ columns }: MergeTarget): boolean =>
  Object.values(columns).every((column) => typeof column === 'string')

const copyType = (column: MergeColumn): ColumnType =>
  typeof column === 'string' ? column : column.type

const mergeStatement = (
  { table, key, columns }: MergeTarget,
  stage: string,
  names: readonly string[],
): string => {
  const values = Object.entries(columns).map(([name, column]) =>
    typeof column === 'string' ? name : `${name}::${column.cast}`,
  )
  const others = names.filter((name) => !key.includes(name))
  const update =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
         where (${others.map((name) => `target.${name}`).join(', ')})
           is distinct from (${others.map((name) => `excluded.${name}`).join(', ')})`
  return `insert into ${table} as target (${names.join(', ')})
          select ${values.join(', ')} from ${stage}
          on conflict (${key.join(', ')}) ${update}`
}
