/** How much is read of one body, and of all bodies that are read at the same time; bytes. */
export type BodyLimits = { readonly each: number; readonly all: number }

/** Reads a body whole; says why not where there is too much of it, or of all. */
export type ReadBody = (
  body: ReadableStream<Uint8Array> | null,
) => Promise<Uint8Array | 'too large' | 'too many'>

/** Reads bodies within limits, so that memory stays flat whoever sends them. */
export const bodyReader = ({ each, all }: BodyLimits): ReadBody => {
  let held = 0
  return async (body) => {
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of body ?? []) {
        size += chunk.byteLength
        held += chunk.byteLength
        if (size > each) return 'too large'
        if (held > all) return 'too many'
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    } finally {
      held -= size
    }
  }
}
