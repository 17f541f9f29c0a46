import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { reach } from '../point.ts'
import type { Bucket, ObjectBody, ObjectHeaders, PutCondition, PutOutcome } from './bucket.ts'
import { reporting } from './bucket-failure.ts'
import { altered, bytesStored, bytesToPut, sourceOf } from './object-body.ts'
import { checkedKey } from './object-key.ts'
import { listObjects } from './object-listing.ts'
import {
  generations,
  newestGeneration,
  type ObjectRecord,
  objectRecord,
  orNull,
  recordPath,
  storedObject,
  writeDurably,
} from './object-record.ts'

// Everything that is not the bytes of an object. No key may begin with it.
const reserved = '.bucket'

type Paths = {
  readonly bytes: (key: string) => string
  readonly records: (key: string) => string
  readonly pending: (name: string) => string
}

/**
 * A bucket in a directory, whose objects any static server can serve from where they lie.
 *
 * The bytes of an object lie under its key, its headers beside them in `.bucket/records/<key>/<generation>.json`.
 * A put is decided by one `link` of its next record, which only one of several writers can make; the
 * bytes are on the disk before, and are moved under the key after. So a writer killed anywhere leaves
 * either no object or a whole one, and a reader never sees the headers of one put with the bytes of another.
 * A record whose bytes were taken away behind the bucket is no object.
 */
export const openFileBucket = (directory: string): Bucket => {
  const paths: Paths = {
    bytes: (key) => join(directory, unreserved(key)),
    records: (key) => join(directory, reserved, 'records', unreserved(key)),
    pending: (name) => join(directory, reserved, 'pending', name),
  }
  return {
    put: (key, body, headers, condition) =>
      reporting('write', key, () => putObject(paths, key, body, headers, condition)),
    head: (key) => reporting('read', key, () => headObject(paths, key)),
    read: (key) => reporting('read', key, () => readObject(paths, key)),
    list: async (prefix) => {
      const keys = await listObjects(join(directory, reserved, 'records'), prefix)
      // Those of a writer that was killed before it moved them under their key are no object to whoever serves the
      // directory, and are moved by the next put.
      return keys.filter((key) => existsSync(paths.bytes(key)))
    },
    remove: async (keys) => {
      for (const key of keys) await reporting('remove', key, () => removeObject(paths, key))
    },
  }
}

const unreserved = (key: string): string => {
  if (checkedKey(key).split('/')[0] !== reserved) return key
  throw new ContentError('BUCKET', `Expected a key outside \`${reserved}/\`, got \`${key}\``)
}

const putObject = async (
  paths: Paths,
  key: string,
  body: ObjectBody,
  headers: ObjectHeaders,
  condition: PutCondition,
): Promise<PutOutcome> => {
  const current = await newestGeneration(paths.records(key))
  // Once a newer record stands, nobody may still move the old bytes over the new ones.
  if (current !== null) await settle(paths, key, current.record)
  if (condition.kind === 'create' && current !== null && existsSync(paths.bytes(key)))
    return 'exists'
  if (condition.kind === 'match' && current?.record.etag !== condition.etag) return 'changed'
  const source = sourceOf(body)
  const record = objectRecord(source, headers, randomUUID())
  await writeDurably(paths.pending(record.pending), bytesToPut(key, source))
  reach('bytes-written')
  if (!(await claim(paths, key, (current?.number ?? 0) + 1, record))) {
    await rm(paths.pending(record.pending))
    return condition.kind === 'create' ? 'exists' : 'changed'
  }
  reach('object-claimed')
  await settle(paths, key, record)
  reach('object-settled')
  if (current !== null) await rm(recordPath(paths.records(key), current.number), { force: true })
  return 'stored'
}

const claim = async (
  paths: Paths,
  key: string,
  number: number,
  record: ObjectRecord,
): Promise<boolean> => {
  const draft = paths.pending(`${record.pending}.json`)
  const target = recordPath(paths.records(key), number)
  await writeDurably(draft, JSON.stringify(record))
  await mkdir(paths.records(key), { recursive: true })
  const linked = await orNull(
    link(draft, target).then(() => true),
    'EEXIST',
  )
  await rm(draft)
  if (linked === null) return false
  // A writer that slept may find its number free again because newer ones have followed: then it lost.
  if ((await generations(paths.records(key))).at(-1) === number) return true
  await rm(target, { force: true })
  return false
}

const settle = async (paths: Paths, key: string, record: ObjectRecord): Promise<void> => {
  await mkdir(dirname(paths.bytes(key)), { recursive: true })
  await orNull(rename(paths.pending(record.pending), paths.bytes(key)), 'ENOENT')
}

const headObject: (paths: Paths, key: string) => ReturnType<Bucket['head']> = async (
  paths,
  key,
) => {
  const current = await newestGeneration(paths.records(key))
  if (current === null) return null
  // Whoever finds an object there does not put it again: what a killed writer left undone is done now.
  if (existsSync(paths.pending(current.record.pending))) await settle(paths, key, current.record)
  if (!existsSync(paths.bytes(key))) return null
  const object = storedObject(key, current)
  const open = () => readFileOf(paths, key, current.record)
  return { ...object, open: () => bytesStored(key, { ...object, open }) }
}

const readFileOf = async function* (
  paths: Paths,
  key: string,
  { pending }: ObjectRecord,
): AsyncGenerator<Uint8Array> {
  const file =
    (await orNull(open(paths.pending(pending)), 'ENOENT')) ??
    (await orNull(open(paths.bytes(key)), 'ENOENT'))
  if (file === null) throw altered(key)
  yield* file.createReadStream({ highWaterMark: 1024 * 1024 })
}

const readObject: (paths: Paths, key: string) => ReturnType<Bucket['read']> = async (
  paths,
  key,
) => {
  for (let before = 0; ; ) {
    const current = await newestGeneration(paths.records(key))
    if (current === null) return null
    const { pending } = current.record
    // Whoever serves the directory has what a killed writer left only once it is moved into place.
    if (existsSync(paths.pending(pending))) await settle(paths, key, current.record)
    const body =
      (await orNull(readFile(paths.pending(pending)), 'ENOENT')) ??
      (await orNull(readFile(paths.bytes(key)), 'ENOENT'))
    if (body !== null && sha256(body) === current.record.sha256) {
      return { object: storedObject(key, current), body }
    }
    // Another put may have come between the two readings; the same record twice means loss or damage.
    if (current.number === before) {
      if (body === null) return null
      throw altered(key)
    }
    before = current.number
  }
}

const removeObject = async (paths: Paths, key: string): Promise<void> => {
  const folder = paths.records(key)
  const current = await newestGeneration(folder)
  // Oldest first: what a removal leaves when it is killed is the newest record, or none.
  for (const number of await generations(folder))
    await rm(recordPath(folder, number), { force: true })
  if (current === null) return
  await rm(paths.pending(current.record.pending), { force: true })
  await rm(paths.bytes(key), { force: true })
}
