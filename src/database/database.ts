/** A row as the driver returns it: column name → value. */
export type Row = Readonly<Record<string, unknown>>

/** Types that `copyBinary` can encode. A jsonb value is any JSON value, a json value is JSON text; timestamptz takes ISO text; vector takes a Float32Array. */
export type ColumnType =
  | 'bool'
  | 'float8'
  | 'int4'
  | 'int8'
  | 'json'
  | 'jsonb'
  | 'text'
  | 'text[]'
  | 'timestamptz'
  | 'uuid'
  | 'uuid[]'
  | 'vector'

/** What to copy where. Column names and the table are ours, never input. */
export type CopyTarget = {
  readonly table: string
  readonly columns: Readonly<Record<string, ColumnType>>
}

/** Statements inside one transaction. Parameters are always bound. */
export type Transaction = {
  /** Runs one statement and returns its rows. */
  readonly query: <R extends Row = Row>(
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly R[]>
  /** Loads rows (values in the order of `columns`) by binary COPY; returns how many. */
  readonly copyBinary: (target: CopyTarget, rows: Iterable<readonly unknown[]>) => Promise<number>
}

/** The port to PostgreSQL; the adapters are `pg` for a server and PGlite for the embedded database. */
export type Database = Transaction & {
  /** Commits when `run` resolves, rolls back when it rejects. */
  readonly transaction: <T>(run: (transaction: Transaction) => Promise<T>) => Promise<T>
  /** Runs a script of several statements outside any transaction of ours (migrations only). */
  readonly script: (sql: string) => Promise<void>
  readonly close: () => Promise<void>
}
