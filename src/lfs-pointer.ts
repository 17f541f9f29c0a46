import type { Finding } from './diagnostic.ts'

/** What Git holds in place of a file that is in Git LFS. */
export type LfsPointer = {
  /** Hexadecimal SHA-256 of the file. */
  readonly oid: string
  /** In bytes. */
  readonly size: number
}

/** What the bytes of a blob are as a pointer. */
export type PointerRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'pointer'; readonly pointer: LfsPointer }
  /** `fault` says what was expected of it, and what was found. */
  | { readonly kind: 'faulty'; readonly fault: string }

// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const mostBytes = 1023
const lines: readonly (readonly [form: RegExp, shape: string])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1$/,
    'version https://git-lfs.github.com/spec/v1',
  ],
  [/^oid sha256:[0-9a-f]{64}$/, 'oid sha256:<64 hexadecimal digits, in lower case>'],
  [/^size (?:0|[1-9]\d{0,15})$/, 'size <bytes>'],
]

// Also the names under which Git LFS began, and a pointer whose lines are out of order.
const beginning =
  /^(?:\xef\xbb\xbf)?(?:version https?:\/\/(?:git-lfs|hawser|git-media)\b|oid sha256:|size \d+\r?\n(?:oid|version) |ext-\d-)/

/** Whether bytes mean to be a pointer, be it a good one or not. */
export const isPointerLike = (bytes: Uint8Array): boolean => beginning.test(latin1(bytes, 100))

/**
 * Reads a blob as a pointer. Only the form that Git LFS itself writes is one: so each file has just one pointer, and
 * the id of its blob says which file is meant.
 */
export const readPointer = (bytes: Uint8Array): PointerRead => {
  if (!isPointerLike(bytes)) return { kind: 'none' }
  if (bytes.byteLength > mostBytes)
    return faulty(
      `Expected a Git LFS pointer of at most ${mostBytes} bytes, got ${bytes.byteLength}`,
    )
  const found = latin1(bytes, mostBytes).split('\n')
  for (const [index, [form, shape]] of lines.entries()) {
    const line = found[index] ?? ''
    if (!form.test(line))
      return faulty(
        `Expected line ${index + 1} of a Git LFS pointer to be \`${shape}\`, got ${quoted(line)}`,
      )
  }
  const [, oid = '', size = '', rest] = found
  if (rest !== '' || found.length > lines.length + 1)
    return faulty('Expected a Git LFS pointer to end with its third line and a line feed')
  const pointer = { oid: oid.slice('oid sha256:'.length), size: Number(size.slice('size '.length)) }
  return Number.isSafeInteger(pointer.size)
    ? { kind: 'pointer', pointer }
    : faulty(
        `Expected a file of at most ${Number.MAX_SAFE_INTEGER} bytes, got a pointer to one of ${pointer.size}`,
      )
}

/** The pointer to a file, as Git LFS writes it. */
export const pointerText = ({ oid, size }: LfsPointer): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`

/** The largest files that are taken from Git LFS, in bytes, by the first part of their keys in the bucket. */
export type LfsLimits = Readonly<Record<'images' | 'videos' | 'audio' | 'documents', number>>

/** The finding about a pointer to a file that is larger than the limit for its kind; null where it is not. */
export const overLimit = ({ size }: LfsPointer, limit: number): Finding | null =>
  size <= limit
    ? null
    : {
        line: 1,
        column: 1,
        severity: 'error',
        rule: 'LFS_SIZE',
        message: `Expected at most ${limit} bytes, got a Git LFS pointer to ${size}.`,
        hint: 'Export the file smaller, or raise `source.lfs.limits`.',
      }

const faulty = (fault: string): PointerRead => ({ kind: 'faulty', fault: `${fault}.` })

const latin1 = (bytes: Uint8Array, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', 0, end)

const quoted = (line: string): string => JSON.stringify(line.slice(0, 80))
