import { crc32, deflateSync } from 'node:zlib'
import { seededRandom } from './random.ts'

const width = 240
const height = 160

/** A PNG of coloured bands, another one for each number. */
export const picture = (seed: number, index: number): Buffer => {
  const random = seededRandom(seed, 3, index)
  const [red, green, blue] = [random.below(256), random.below(256), random.below(256)]
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3
      rows.set([(red + x) & 255, (green + y) & 255, (blue + ((x * y) >> 7)) & 255], at)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8) // 8 bits a channel, RGB
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    // Stored, not compressed, since zlib's output may differ between versions and commit ids must not.
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const [before, after] = [Buffer.alloc(4), Buffer.alloc(4)]
  before.writeUInt32BE(data.length)
  after.writeUInt32BE(crc32(body))
  return Buffer.concat([before, body, after])
}
