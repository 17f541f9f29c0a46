import { createHash } from 'node:crypto'
import { mkdir, open, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '../corpus/random.ts'

const megabyte = 1024 * 1024

const noise = (length: number, ...names: readonly number[]): Buffer => {
  const random = seededRandom(1, 9, ...names)
  const bytes = Buffer.alloc(length)
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(random.below(2 ** 32), at)
  return bytes
}

/** Writes so many files of so many bytes, no two of them the same, each named after its SHA-256. */
export const writeSmallFiles = async (
  directory: string,
  count: number,
  bytes: number,
): Promise<void> => {
  await mkdir(directory, { recursive: true })
  const body = noise(bytes)
  for (let index = 0; index < count; index += 1) {
    body.writeUInt32LE(index, 0)
    const name = createHash('sha256').update(body).digest('hex')
    await writeFile(join(directory, `${name}.pdf`), body)
  }
}

/** Writes one file of so many bytes, no megabyte of it the same as another, named after its SHA-256. */
export const writeLargeFile = async (directory: string, bytes: number): Promise<void> => {
  await mkdir(directory, { recursive: true })
  const block = noise(megabyte, 1)
  const path = join(directory, 'unnamed')
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  for (let written = 0; written < bytes; written += megabyte) {
    block.writeUInt32LE(written / megabyte, 0)
    const piece = block.subarray(0, Math.min(megabyte, bytes - written))
    hash.update(piece)
    await file.write(piece)
  }
  await file.close()
  await rename(path, join(directory, `${hash.digest('hex')}.mp4`))
}
