import { ContentError } from '../errors.ts'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'
import {
  booleanOf,
  integerOf,
  microseconds,
  numberOf,
  textOf,
  unexpected,
  uuidBytes,
} from './copy-value.ts'
import type { ColumnType, CopyTarget } from './database.ts'
import { jsonText, storableText } from './parameter.ts'

// https://www.postgresql.org/docs/15/sql-copy.html, “Binary Format”
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const endOfRows = -1
const nullLength = -1
const textOid = 25
const uuidOid = 2950

type Encode = (writer: ByteWriter, value: unknown) => void

const encoders: Readonly<Record<ColumnType, Encode>> = {
  bool: (writer, value) => {
    writer.int32(1)
    writer.byte(booleanOf(value) ? 1 : 0)
  },
  float8: (writer, value) => {
    writer.int32(8)
    writer.float64(numberOf(value))
  },
  int4: (writer, value) => {
    writer.int32(4)
    writer.int32(integerOf(value))
  },
  int8: (writer, value) => {
    writer.int32(8)
    writer.int64(typeof value === 'bigint' ? value : BigInt(integerOf(value)))
  },
  json: (writer, value) => writer.sized(() => writer.utf8(storableText(textOf(value)))),
  jsonb: (writer, value) =>
    writer.sized(() => {
      writer.byte(1) // version of jsonb's wire format
      writer.utf8(jsonText(value))
    }),
  text: (writer, value) => writer.sized(() => writer.utf8(storableText(textOf(value)))),
  'text[]': (writer, value) => encodeArray(writer, value, textOid, encoders.text),
  timestamptz: (writer, value) => {
    writer.int32(8)
    writer.int64(microseconds(textOf(value)))
  },
  uuid: (writer, value) => {
    writer.int32(16)
    writer.bytes(uuidBytes(textOf(value)))
  },
  'uuid[]': (writer, value) => encodeArray(writer, value, uuidOid, encoders.uuid),
  vector: (writer, value) => {
    if (!(value instanceof Float32Array)) throw unexpected('a Float32Array', value)
    writer.int32(4 + 4 * value.length)
    writer.int16(value.length)
    writer.int16(0)
    writer.float32s(value)
  },
}

/**
 * Rows (values in the order of `target.columns`, null for SQL's NULL) in the format of `COPY … BINARY`,
 * as chunks of about 1 MiB; `counted` is told the number of rows at the end. A value that its column
 * type cannot hold is a `DATABASE` error naming the column.
 */
export function* encodeCopy(
  target: CopyTarget,
  rows: Iterable<readonly unknown[]>,
  counted: (rows: number) => void = () => {},
): Generator<Buffer<ArrayBuffer>> {
  const columns = Object.entries(target.columns)
  const writer = createByteWriter()
  writer.bytes(signature)
  let count = 0
  for (const row of rows) {
    encodeRow(writer, columns, row)
    count += 1
    if (writer.isFull()) yield writer.take()
  }
  writer.int16(endOfRows)
  counted(count)
  yield writer.take()
}

const encodeRow = (
  writer: ByteWriter,
  columns: readonly (readonly [string, ColumnType])[],
  row: readonly unknown[],
): void => {
  if (row.length !== columns.length)
    throw new ContentError('DATABASE', `Expected ${columns.length} values a row, got ${row.length}`)
  writer.int16(columns.length)
  columns.forEach(([name, type], index) => {
    const value = row[index]
    try {
      if (value === null) writer.int32(nullLength)
      else encoders[type](writer, value)
    } catch (cause) {
      throw new ContentError('DATABASE', `Cannot encode column \`${name}\` as ${type}`, { cause })
    }
  })
}

const encodeArray = (writer: ByteWriter, value: unknown, oid: number, encode: Encode): void => {
  if (!Array.isArray(value)) throw unexpected('an array', value)
  writer.sized(() => {
    writer.int32(value.length === 0 ? 0 : 1) // dimensions
    writer.int32(value.includes(null) ? 1 : 0)
    writer.int32(oid)
    if (value.length === 0) return
    writer.int32(value.length)
    writer.int32(1) // lower bound
    for (const element of value)
      if (element === null) writer.int32(nullLength)
      else encode(writer, element)
  })
}
