import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as it was received. */
export type ReceivedSpan = {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** Empty for a root. */
  readonly parentId: string
  /** Nanoseconds since 1970. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly string[]
  /** 2 for an error; 0 where nothing is said. */
  readonly status: number
}

/** A local server that takes spans as OTLP's `http/protobuf`. */
export type OtlpReceiver = AsyncDisposable & {
  readonly endpoint: string
  readonly spans: readonly ReceivedSpan[]
  /** Of what sent the spans. */
  readonly resource: () => Readonly<Record<string, unknown>>
}

/** Starts it on loopback. */
export const openOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const spans: ReceivedSpan[] = []
  let resource: Readonly<Record<string, unknown>> = {}
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    for (const sent of messages(fieldsOf(Buffer.concat(pieces)), 1)) {
      resource = attributesOf(fieldsOf(bytesOf(sent, 1)), 1)
      for (const scope of messages(sent, 2)) spans.push(...messages(scope, 2).map(spanOf))
    }
    response
      .writeHead(request.url === '/v1/traces' ? 200 : 404, {
        'content-type': 'application/x-protobuf',
      })
      .end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resource: () => resource,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Value = Buffer | bigint
type Fields = ReadonlyMap<number, readonly Value[]>

/** The fields of a message: https://protobuf.dev/programming-guides/encoding/ */
const fieldsOf = (message: Buffer): Fields => {
  const fields = new Map<number, Value[]>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at] ?? 0
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (size: number): Buffer => {
    at += size
    return message.subarray(at - size, at)
  }
  const sizes: Readonly<Record<number, () => number>> = {
    1: () => 8,
    2: () => Number(varint()),
    5: () => 4,
  }
  while (at < message.length) {
    const tag = Number(varint())
    const size = sizes[tag & 7]
    const value = size === undefined ? varint() : take(size())
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value])
  }
  return fields
}

const bytesOf = (fields: Fields, number: number): Buffer => {
  const [value] = fields.get(number) ?? []
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

const messages = (fields: Fields, number: number): readonly Fields[] =>
  (fields.get(number) ?? []).map((value) =>
    fieldsOf(Buffer.isBuffer(value) ? value : Buffer.alloc(0)),
  )

const attributesOf = (fields: Fields, number: number): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    messages(fields, number).map((pair) => [
      bytesOf(pair, 1).toString(),
      attributeValue(fieldsOf(bytesOf(pair, 2))),
    ]),
  )

const attributeValue = (fields: Fields): unknown => {
  if (fields.has(1)) return bytesOf(fields, 1).toString()
  if (fields.has(2)) return fields.get(2)?.[0] === 1n
  return fields.has(4) ? bytesOf(fields, 4).readDoubleLE() : Number(fields.get(3)?.[0])
}

// Numbers of fields: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
const spanOf = (fields: Fields): ReceivedSpan => ({
  traceId: bytesOf(fields, 1).toString('hex'),
  spanId: bytesOf(fields, 2).toString('hex'),
  parentId: bytesOf(fields, 4).toString('hex'),
  name: bytesOf(fields, 5).toString(),
  start: bytesOf(fields, 7).readBigUInt64LE(),
  end: bytesOf(fields, 8).readBigUInt64LE(),
  attributes: attributesOf(fields, 9),
  events: messages(fields, 11).map((event) => bytesOf(event, 2).toString()),
  status: Number(messages(fields, 15)[0]?.get(3)?.[0] ?? 0n),
})
