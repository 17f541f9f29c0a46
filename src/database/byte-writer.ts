/** Appends big-endian values to a growing buffer. */
export type ByteWriter = {
  readonly byte: (value: number) => void
  readonly int16: (value: number) => void
  readonly int32: (value: number) => void
  readonly int64: (value: bigint) => void
  readonly float64: (value: number) => void
  readonly float32s: (values: Float32Array) => void
  readonly bytes: (value: Uint8Array) => void
  readonly utf8: (text: string) => void
  /** Writes what `write` writes, after its length as a 32-bit integer. */
  readonly sized: (write: () => void) => void
  /** Whether about 1 MiB has been written since the last `take`. */
  readonly isFull: () => boolean
  /** What has been written since the last call, as a buffer of the caller's own. */
  readonly take: () => Buffer<ArrayBuffer>
}

const chunkSize = 1024 * 1024

/** Returns a writer with nothing in it; an integer out of range is a RangeError. */
export const createByteWriter = (): ByteWriter => {
  let buffer = Buffer.allocUnsafe(chunkSize + 65_536)
  let length = 0

  /** Makes room for `size` bytes and returns where they go. */
  const reserve = (size: number): number => {
    const start = length
    if (start + size > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, start + size))
      buffer.copy(larger, 0, 0, start)
      buffer = larger
    }
    length = start + size
    return start
  }
  // `reserve` may replace the buffer, so its result is taken before the buffer is read.
  const at = (size: number, write: (start: number) => void): void => write(reserve(size))

  return {
    byte: (value) => at(1, (start) => buffer.writeUInt8(value, start)),
    int16: (value) => at(2, (start) => buffer.writeInt16BE(value, start)),
    int32: (value) => at(4, (start) => buffer.writeInt32BE(value, start)),
    int64: (value) => at(8, (start) => buffer.writeBigInt64BE(value, start)),
    float64: (value) => at(8, (start) => buffer.writeDoubleBE(value, start)),
    float32s: (values) =>
      at(values.byteLength, (start) => {
        const target = buffer.subarray(start, start + values.byteLength)
        target.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
        target.swap32()
      }),
    bytes: (value) => at(value.byteLength, (start) => buffer.set(value, start)),
    utf8: (text) => {
      // UTF-8 takes at most three bytes per UTF-16 code unit.
      const start = reserve(text.length * 3)
      length = start + buffer.write(text, start, 'utf8')
    },
    sized: (write) => {
      const start = reserve(4)
      write()
      buffer.writeInt32BE(length - start - 4, start)
    },
    isFull: () => length >= chunkSize,
    take: () => {
      const taken = Buffer.from(buffer.subarray(0, length))
      length = 0
      return taken
    },
  }
}
