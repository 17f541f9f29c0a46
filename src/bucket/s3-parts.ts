import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { ContentError } from '../errors.ts'
import type { ObjectSource } from './bucket.ts'
import { collectChunksOften } from './collect-often.ts'
import { bytesToPut } from './object-body.ts'
import { at, persist, type Store } from './s3-store.ts'

const mebibyte = 1024 * 1024

/** Objects above this many bytes go up in parts. */
export const largestWhole = 16 * mebibyte

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const mostParts = 10_000
const smallestPart = 5 * mebibyte
// What a put holds in memory is these and the one that is being filled.
const partsAtOnce = 3

/** Bytes of every part but the last: no more than it takes for an object of this size to have few enough. */
export const partSize = (size: number): number =>
  Math.max(smallestPart, Math.ceil(size / mostParts / mebibyte) * mebibyte)

/** An object that goes up in parts, with what is said of it first and the condition on which it is stored last. */
export type Upload = {
  readonly key: string
  readonly source: ObjectSource
  readonly description: Omit<CreateMultipartUploadCommandInput, 'Bucket' | 'Key'>
  readonly condition: { readonly IfNoneMatch: string } | { readonly IfMatch: string }
}

type Place = ReturnType<typeof at> & { readonly UploadId: string }

/** Sends an object in parts, each tried again by itself. Where that fails, the parts are given up and nothing is stored. */
export const sendInParts = async (store: Store, upload: Upload): Promise<void> => {
  const { client } = store
  const object = at(store, upload.key)
  const begin = new CreateMultipartUploadCommand({ ...upload.description, ...object })
  const { UploadId } = await persist(store, () => client.send(begin))
  if (UploadId === undefined)
    throw new ContentError('BUCKET', `The server began no upload of \`${upload.key}\``)
  const place = { ...object, UploadId }
  try {
    const Parts = [...(await sendParts(store, place, upload))]
    const end = { ...place, ...upload.condition, MultipartUpload: { Parts } }
    await persist(store, () => client.send(new CompleteMultipartUploadCommand(end)))
  } catch (error) {
    // What cannot even be given up is taken away by the bucket's rule for uploads that were never ended.
    await persist(store, () => client.send(new AbortMultipartUploadCommand(place))).catch(() => {})
    throw error
  }
}

const sendParts = async (
  store: Store,
  place: Place,
  { key, source }: Upload,
): Promise<readonly CompletedPart[]> => {
  collectChunksOften()
  const stop = new AbortController()
  const sent: CompletedPart[] = []
  const sending = new Set<Promise<void>>()
  const size = partSize(source.size)
  // Used again and again: what is only let go stays in memory until some later collection.
  const free: Uint8Array[] = []
  const take = (): Uint8Array => free.pop() ?? Buffer.allocUnsafe(size)
  try {
    let PartNumber = 0
    for await (const Body of inParts(bytesToPut(key, source), take)) {
      PartNumber += 1
      const part = { ...place, PartNumber, Body }
      const done = sendPart(store, part, stop.signal).then((one) => {
        sent.push(one)
        sending.delete(done)
        if (Body.byteLength === size) free.push(Body)
      })
      // A failure is met below, perhaps only after the next part was read.
      done.catch(() => {})
      sending.add(done)
      if (sending.size === partsAtOnce) await Promise.race(sending)
    }
    await Promise.all(sending)
  } catch (error) {
    stop.abort()
    await Promise.allSettled(sending)
    throw error
  }
  return sent.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0))
}

const sendPart = async (
  store: Store,
  part: Place & { readonly PartNumber: number; readonly Body: Uint8Array },
  signal: AbortSignal,
): Promise<CompletedPart> => {
  const request = () => store.client.send(new UploadPartCommand(part), { abortSignal: signal })
  const { ETag } = await persist(store, request, signal)
  return { PartNumber: part.PartNumber, ...(ETag === undefined ? {} : { ETag }) }
}

/** The same bytes in pieces of one size, the last of them smaller, each in a buffer that `take` gives. */
const inParts = async function* (
  chunks: AsyncIterable<Uint8Array>,
  take: () => Uint8Array,
): AsyncGenerator<Uint8Array> {
  let part = take()
  let filled = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.byteLength; ) {
      const piece = chunk.subarray(from, from + part.byteLength - filled)
      part.set(piece, filled)
      from += piece.byteLength
      filled += piece.byteLength
      if (filled < part.byteLength) continue
      yield part
      part = take()
      filled = 0
    }
  }
  if (filled > 0) yield part.subarray(0, filled)
}
