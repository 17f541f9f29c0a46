import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A PNG whose header promises the given size, and whose data is that many black pixels, well packed. */
export const pngBomb = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((width / 8 + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** An animated GIF of so many frames of that size: one frame, repeated behind the header and the table of colours. */
export const gifBomb = async (frames: number, side: number): Promise<Buffer> => {
  const create = { width: side, height: side, channels: 3, background: '#246' } as const
  const gif = await sharp({ create }).gif().toBuffer()
  const packed = gif[10] ?? 0
  const start = 13 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)
  const frame = gif.subarray(start, -1)
  return Buffer.concat([gif.subarray(0, start), ...Array(frames).fill(frame), gif.subarray(-1)])
}
