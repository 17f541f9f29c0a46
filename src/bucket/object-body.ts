import { createHash } from 'node:crypto'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import type { ObjectBody, ObjectSource } from './bucket.ts'

/** What is to be put, as a source. */
export const sourceOf = (body: ObjectBody): ObjectSource =>
  body instanceof Uint8Array
    ? {
        size: body.byteLength,
        sha256: sha256(body),
        open: async function* () {
          yield body
        },
      }
    : body

/** What bytes should have been, and what they were instead. */
type Mismatch = {
  readonly of: 'size' | 'hash'
  readonly expected: number | string
  readonly got: number | string
}

/**
 * The bytes of a source, the last of them only when all were read and are those it promised; so whoever stores
 * them as they come never has a whole object that is wrong. Reading ends at the first byte too many.
 */
const checked = async function* (
  { size, sha256: digest, open }: ObjectSource,
  failure: (mismatch: Mismatch) => ContentError,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let got = 0
  let held: Uint8Array | null = null
  for await (const chunk of open()) {
    if (chunk.byteLength === 0) continue
    got += chunk.byteLength
    if (got > size) throw failure({ of: 'size', expected: size, got: `${got} or more` })
    hash.update(chunk)
    if (held !== null) yield held
    held = chunk
  }
  if (got !== size) throw failure({ of: 'size', expected: size, got })
  const found = hash.digest('hex')
  if (found !== digest) throw failure({ of: 'hash', expected: digest, got: found })
  if (held !== null) yield held
}

/** The bytes to be put. @throws ContentError `BODY_SIZE`, `BODY_HASH`, and what opening and reading throws */
export const bytesToPut = (key: string, source: ObjectSource): AsyncGenerator<Uint8Array> =>
  checked(source, ({ of, expected, got }) => {
    const [code, what] =
      of === 'size' ? (['BODY_SIZE', 'bytes'] as const) : (['BODY_HASH', 'as SHA-256'] as const)
    return new ContentError(code, `Expected ${expected} ${what} for \`${key}\`, got ${got}`)
  })

/** The bytes of a source, whole; for those that fit into memory. @throws what opening and reading throws */
export const wholeBytes = async ({ open }: ObjectSource): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of open()) chunks.push(chunk)
  const [first] = chunks
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
}

/** The bytes of a stored object. @throws ContentError `ALTERED` */
export const bytesStored = (key: string, source: ObjectSource): AsyncGenerator<Uint8Array> =>
  checked(source, () => altered(key))

/** The failure to read an object that is not what was put. */
export const altered = (key: string): ContentError =>
  new ContentError('ALTERED', `Expected \`${key}\` to hold the bytes of its record`, {
    hint: 'The object was changed or removed behind the bucket. Remove it and publish again.',
  })
