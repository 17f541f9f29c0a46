import { ContentError } from '../errors.ts'
import type { Database, Row, Transaction } from './database.ts'
import { reason, sqlState } from './driver-error.ts'
import { splitStatements } from './statements.ts'

// DO and CALL could leave the role from within, COPY reaches programs; none of them is needed to look.
const allowed = /^[\s(]*(select|values|table|with|explain)\b/i

const timeout = '30s'

/**
 * The rows of one SELECT, VALUES, TABLE, WITH or EXPLAIN, run as the role `hma_query` in a read-only
 * transaction that is rolled back; anything else, and anything the role may not do, is a `QUERY` error.
 */
export const readOnlyQuery = async (db: Database, sql: string): Promise<readonly Row[]> => {
  const statement = onlyStatement(sql)
  const undone: { rows?: readonly Row[] } = {}
  try {
    await db.transaction(async (transaction) => {
      undone.rows = await ask(transaction, statement)
      throw undone // the only way to have the port roll back
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  return undone.rows ?? []
}

const onlyStatement = (sql: string): string => {
  const [first, second] = splitStatements(sql)
  if (first === undefined) throw refusal('Missing a query')
  if (second !== undefined) throw refusal('Expected one statement, got several')
  if (!allowed.test(first.text))
    throw refusal(`Expected a query, got \`${first.text.slice(0, 40).split(/\s/)[0]}\``)
  return first.text
}

const ask = async (transaction: Transaction, statement: string): Promise<readonly Row[]> => {
  await requireConfinement(transaction)
  await transaction.query('set transaction read only')
  await transaction.query(`set local statement_timeout = '${timeout}'`)
  await transaction.query('set local role hma_query')
  await transaction.query('savepoint query')
  try {
    return await transaction.query(statement)
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    throw new ContentError(
      'QUERY',
      `Cannot run the query: ${reason(cause)} (SQLSTATE \`${sqlState(cause) ?? 'none'}\`)`,
      { cause },
    )
  } finally {
    // A session's advisory locks outlive the transaction, and could block a later migration.
    await transaction.query('rollback to savepoint query')
    await transaction.query('select pg_advisory_unlock_all()')
  }
}

/** Refuses where the role is missing, or where a superuser's query could leave it by `set_config`. */
const requireConfinement = async (transaction: Transaction): Promise<void> => {
  const [found] = await transaction.query<{ present: boolean; open: boolean | null }>(
    `select query.oid is not null as present,
       self.rolsuper
         and has_function_privilege(query.oid, 'pg_catalog.set_config(text,text,boolean)', 'execute') as open
     from pg_roles as self left join pg_roles as query on query.rolname = 'hma_query'
     where self.rolname = session_user`,
  )
  if (found?.present !== true) throw refusal('Missing role `hma_query`')
  if (found.open === true)
    throw refusal('Cannot confine the query: `hma_query` may run `set_config`')
}

const refusal = (message: string): ContentError =>
  new ContentError('QUERY', message, {
    hint: 'One SELECT, VALUES, TABLE, WITH or EXPLAIN is run, by a role that only reads; `migrate` makes it.',
  })
