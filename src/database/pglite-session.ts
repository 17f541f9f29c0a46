import type { PGlite, Transaction as PgliteTransaction } from '@electric-sql/pglite'
import { ContentError } from '../errors.ts'
import { encodeCopy } from './binary.ts'
import { copyStatement } from './copy-statement.ts'
import type { Row, Transaction } from './database.ts'
import { createDecoder } from './decode.ts'
import { databaseError } from './driver-error.ts'
import { parameterText } from './parameter.ts'

/** Statements over PGlite or one of its transactions; all share what is known of extension types. */
export const createPgliteSession = (): ((on: PGlite | PgliteTransaction) => Transaction) => {
  const decode = createDecoder()
  return (on) => {
    const typeName = async (oid: number): Promise<string> => {
      const { rows } = await on.query<{ typname: string }>(
        `select typname::text from pg_type where oid = ${oid}`,
      )
      return rows[0]?.typname ?? 'unknown'
    }
    return {
      query: async <R extends Row>(sql: string, parameters: readonly unknown[] = []) => {
        try {
          const result = await on.query<Row>(sql, parameters.map(parameterText))
          if (result.command === undefined)
            throw new ContentError('DATABASE', 'Expected an answer, got none', {
              hint: 'PGlite lost an error; open the database again before using it.',
            })
          return (await decode(result, typeName)) as readonly R[]
        } catch (error) {
          throw databaseError('run a statement', error)
        }
      },
      copyBinary: async (target, rows) => {
        let count = 0
        const chunks = [
          ...encodeCopy(target, rows, (counted) => {
            count = counted
          }),
        ]
        try {
          const blob = new Blob(chunks)
          await on.query(copyStatement(target, "'/dev/blob'"), [], { blob })
          return count
        } catch (error) {
          throw databaseError(`copy into \`${target.table}\``, error)
        }
      },
    }
  }
}
