import { createHash } from 'node:crypto'
import { mkdir, open, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mediaFiles } from '../../test/support/media-files.ts'
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
  const { oid, path } = await writeNoise(directory, Buffer.alloc(0), bytes)
  await rename(path, join(directory, `${oid}.mp4`))
}

/** A film on this disk. */
export type WrittenFilm = { readonly oid: string; readonly size: number; readonly path: string }

/** Writes a film of so many bytes, below 4 GiB, most of them in a box that its format leaves free. */
export const writeFilm = (directory: string, bytes: number): Promise<WrittenFilm> => {
  const box = Buffer.from('\0\0\0\0free', 'latin1')
  box.writeUInt32BE(bytes - mediaFiles['film.mp4'].byteLength, 0)
  return writeNoise(directory, Buffer.concat([mediaFiles['film.mp4'], box]), bytes)
}

/** Writes a file of so many bytes that begins so and goes on with noise. */
const writeNoise = async (
  directory: string,
  beginning: Buffer,
  size: number,
): Promise<WrittenFilm> => {
  await mkdir(directory, { recursive: true })
  const path = join(directory, 'unnamed')
  const block = noise(megabyte, 1)
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  const write = async (piece: Buffer): Promise<void> => {
    hash.update(piece)
    await file.write(piece)
  }
  await write(beginning)
  for (let written = beginning.byteLength; written < size; written += megabyte) {
    block.writeUInt32LE(Math.floor(written / megabyte), 0)
    await write(block.subarray(0, Math.min(megabyte, size - written)))
  }
  await file.close()
  return { oid: hash.digest('hex'), size, path }
}
