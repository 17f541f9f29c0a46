/**
 * A media file as far as it is held in memory: all of it, or of a large one its beginning and its end, where
 * formats keep what they say of themselves. Plain data; `parts` are ascending and do not overlap.
 */
export type MediaBytes = {
  /** Of the whole file, in bytes. */
  readonly size: number
  readonly parts: readonly { readonly start: number; readonly bytes: Uint8Array }[]
}

/** A file that is held whole. */
export const wholeMedia = (bytes: Uint8Array): MediaBytes => ({
  size: bytes.byteLength,
  parts: [{ start: 0, bytes }],
})

/** The bytes from `start` up to `end`, or up to the first of them that is not held. */
export const heldBytes = ({ parts }: MediaBytes, start: number, end: number): Buffer => {
  const part = parts.find(
    ({ start: from, bytes }) => from <= start && start < from + bytes.byteLength,
  )
  if (part === undefined) return Buffer.alloc(0)
  const { buffer, byteOffset, byteLength } = part.bytes
  const offset = start - part.start
  const length = Math.max(0, Math.min(end - start, byteLength - offset))
  return Buffer.from(buffer, byteOffset + offset, length)
}

// The index of a film of two hours takes four or five megabytes, at its beginning or at its end.
const edgeBytes = 8 * 1024 * 1024

/** Keeps the beginning and the end of a stream as it goes by, in constant memory. */
export const openEdges = (): {
  readonly take: (chunk: Uint8Array) => void
  /** What of the chunks taken so far is kept. */
  readonly media: () => MediaBytes
} => {
  const head: Uint8Array[] = []
  let tail: Uint8Array[] = []
  let size = 0
  let headSize = 0
  let tailSize = 0
  return {
    take: (chunk) => {
      size += chunk.byteLength
      const first = chunk.subarray(0, edgeBytes - headSize)
      const rest = chunk.subarray(first.byteLength)
      if (first.byteLength > 0) head.push(first)
      headSize += first.byteLength
      if (rest.byteLength === 0) return
      tail.push(rest)
      tailSize += rest.byteLength
      while (tailSize - (tail[0]?.byteLength ?? 0) >= edgeBytes) {
        tailSize -= tail[0]?.byteLength ?? 0
        tail = tail.slice(1)
      }
    },
    media: () =>
      size === headSize + tailSize
        ? wholeMedia(Buffer.concat([...head, ...tail]))
        : {
            size,
            parts: [
              { start: 0, bytes: Buffer.concat(head) },
              { start: size - tailSize, bytes: Buffer.concat(tail) },
            ],
          },
  }
}

/** The beginning and the end of a file that is held whole. */
export const edgesOf = (bytes: Uint8Array): MediaBytes => {
  const end = bytes.byteLength - edgeBytes
  if (end <= edgeBytes) return wholeMedia(bytes)
  return {
    size: bytes.byteLength,
    parts: [
      { start: 0, bytes: bytes.subarray(0, edgeBytes) },
      { start: end, bytes: bytes.subarray(end) },
    ],
  }
}
