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

/** Keeps the beginning and the end of a stream of so many bytes as it goes by, in constant memory. */
export const openEdges = (
  size: number,
): {
  readonly take: (chunk: Uint8Array) => void
  /** What is kept, once all of the stream was taken. */
  readonly media: () => MediaBytes
} => {
  const starts = size > 2 * edgeBytes ? [0, size - edgeBytes] : [0]
  const parts = starts.map((start) => ({
    start,
    bytes: Buffer.alloc(starts.length === 1 ? size : edgeBytes),
  }))
  let at = 0
  return {
    take: (chunk) => {
      for (const { start, bytes } of parts) {
        const piece = chunk.subarray(Math.max(0, start - at))
        const to = Math.max(0, at - start)
        if (to < bytes.byteLength) bytes.set(piece.subarray(0, bytes.byteLength - to), to)
      }
      at += chunk.byteLength
    },
    media: () => ({ size, parts }),
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
