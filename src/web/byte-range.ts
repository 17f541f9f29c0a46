/** Part of a body, in bytes from its start; `end` is the last one. */
export type ByteRange = { readonly start: number; readonly end: number }

/**
 * The part of a body of `size` bytes that a `Range` header asks for, as RFC 9110, 14.2 has it. Null for the whole:
 * without a header, and for several ranges or other units, which a server may ignore.
 */
export const byteRange = (
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | null => {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return null
  if (from === '') {
    const start = Math.max(0, size - Number(to))
    return start < size ? { start, end: size - 1 } : 'unsatisfiable'
  }
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return null
  return start < size ? { start, end } : 'unsatisfiable'
}

/** The bytes of a range, of a body that can only be read from its beginning; what comes before is passed over. */
export const bytesInRange = async function* (
  body: AsyncIterable<Uint8Array>,
  { start, end }: ByteRange,
): AsyncIterable<Uint8Array> {
  let at = 0
  for await (const piece of body) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at))
    if (part.byteLength > 0) yield part
    at += piece.byteLength
    if (at > end) return
  }
}
