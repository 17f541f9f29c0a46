import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'
import { encodeCopy } from './binary.ts'
import { copyStatement } from './copy-statement.ts'
import type { CopyTarget, Row, Transaction } from './database.ts'
import { type Answer, createDecoder } from './decode.ts'
import { databaseError } from './driver-error.ts'
import { parameterText } from './parameter.ts'
import type { Watch } from './silence.ts'

/** Statements over one connection, each watched; all share what is known of extension types. */
export const createPgSession = (watch: Watch): ((client: pg.PoolClient) => Transaction) => {
  const decode = createDecoder()
  return (client) => ({
    query: async <R extends Row>(sql: string, parameters: readonly unknown[] = []) => {
      try {
        const answer = await watch(client, ask(client, sql, parameters.map(parameterText)))
        return (await decode(answer, (oid) => typeName(client, oid))) as readonly R[]
      } catch (error) {
        throw databaseError('run a statement', error)
      }
    },
    copyBinary: async (target, rows) => {
      try {
        return await watch(client, copyInto(client, target, rows))
      } catch (error) {
        throw databaseError(`copy into \`${target.table}\``, error)
      }
    },
  })
}

// The extended protocol takes one statement only, also without parameters.
const ask = (client: pg.PoolClient, text: string, values: (string | null)[]): Promise<Answer> => {
  const query: pg.QueryConfig & { readonly queryMode: 'extended' } = {
    text,
    values,
    queryMode: 'extended',
  }
  return client.query<Row>(query)
}

const typeName = async (client: pg.PoolClient, oid: number): Promise<string> => {
  const { rows } = await client.query<{ typname: string }>(
    `select typname::text from pg_type where oid = ${oid}`,
  )
  return rows[0]?.typname ?? 'unknown'
}

const copyInto = async (
  client: pg.PoolClient,
  target: CopyTarget,
  rows: Iterable<readonly unknown[]>,
): Promise<number> => {
  const stream = client.query(from(copyStatement(target, 'stdin')))
  await pipeline(Readable.from(encodeCopy(target, rows)), stream)
  return stream.rowCount
}
