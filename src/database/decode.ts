import pg from 'pg'
import { fromSql } from 'pgvector'
import { ContentError } from '../errors.ts'
import type { Row } from './database.ts'

/** What a driver answers when it leaves every value as PostgreSQL's text. */
export type Answer = {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
  readonly rows: readonly Row[]
}

type Decode = (text: string) => unknown

// Typed as number, since the driver's list of OIDs leaves out arrays.
const textArrayOid: number = 1009
const parseArray: (text: string) => readonly unknown[] = pg.types.getTypeParser(textArrayOid)

const decodeNumber: Decode = (text) => {
  const value = Number(text)
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(value))
    throw new ContentError('DATABASE', `Expected an integer below 2^53, got \`${text}\``, {
      hint: 'Cast the column to text.',
    })
  return value
}

// `2024-05-01 08:00:00.5+05:30` → ISO 8601; both drivers keep the session in UTC, whose offset is `+00`.
const decodeTime: Decode = (text) =>
  text
    .replace(' ', 'T')
    .replace(/\+00$/, 'Z')
    .replace(/([+-]\d\d)$/, '$1:00')

const decodeBytes: Decode = (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))

// OIDs are fixed for built-in types: src/include/catalog/pg_type.dat of PostgreSQL.
const scalars: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [16, (text) => text === 't'],
  [17, decodeBytes],
  [114, JSON.parse],
  [1184, decodeTime],
  [3802, JSON.parse],
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid): [number, Decode] => [oid, decodeNumber]),
])
const elements: ReadonlyMap<number, number> = new Map([
  [199, 114],
  [1000, 16],
  [1001, 17],
  [1005, 21],
  [1007, 23],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1185, 1184],
  [1231, 1700],
  [3807, 3802],
  // text, varchar, bpchar, uuid, date, timestamp: text in both
  ...[1009, 1015, 1014, 2951, 1182, 1115].map((oid): [number, number] => [oid, 25]),
])
const firstUserOid = 16384

const asText: Decode = (text) => text

const decodeArray = (element: Decode): Decode => {
  const decodeElement = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(decodeElement)
      : typeof value === 'string'
        ? element(value)
        : value
  return (text) => parseArray(text).map(decodeElement)
}

const builtIn = (oid: number): Decode | undefined => {
  const element = elements.get(oid)
  if (element !== undefined) return decodeArray(scalars.get(element) ?? asText)
  return scalars.get(oid) ?? (oid < firstUserOid ? asText : undefined)
}

/**
 * Turns answers into rows, for both drivers alike: numbers (also int8 and numeric) as `number`, an
 * integer beyond 2^53 refused, json parsed, timestamptz as ISO text to the microsecond, bytea as
 * Uint8Array, arrays as arrays, vector as number[], everything else as PostgreSQL's text. The OID of
 * an extension's type is looked up by `typeName` when first met, since a migration may create it meanwhile.
 */
export const createDecoder = (): ((
  answer: Answer,
  typeName: (oid: number) => Promise<string>,
) => Promise<readonly Row[]>) => {
  const known = new Map<number, Decode>()

  const decoderOf = async (
    oid: number,
    typeName: (oid: number) => Promise<string>,
  ): Promise<Decode> => {
    const found = known.get(oid) ?? builtIn(oid)
    const decode = found ?? ((await typeName(oid)) === 'vector' ? fromSql : asText)
    known.set(oid, decode)
    return decode
  }

  return async (answer, typeName) => {
    const columns: [string, Decode][] = []
    for (const field of answer.fields)
      columns.push([field.name, await decoderOf(field.dataTypeID, typeName)])
    return answer.rows.map((row) => decodeRow(row, columns))
  }
}

const decodeRow = (row: Row, columns: readonly [string, Decode][]): Row => {
  const decoded: Record<string, unknown> = {}
  for (const [name, decode] of columns) {
    const value = row[name]
    decoded[name] = typeof value === 'string' ? decode(value) : null
  }
  return decoded
}
