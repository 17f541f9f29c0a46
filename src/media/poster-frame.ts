import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MediaBytes } from './media-bytes.ts'
import type { MediaName } from './media-type.ts'

// The only names of ffmpeg's readers that are let near a film, whatever its bytes pretend to be.
const readers: Partial<Readonly<Record<MediaName, string>>> = {
  mp4: 'mov',
  mov: 'mov',
  webm: 'matroska',
}

// Where ffmpeg is installed on Linux and macOS.
const places = '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin'

/**
 * A picture of a film, as PNG: of the first seconds the frame that stands for most of them, so that none is black for
 * being the first. Null where there is no ffmpeg, or it makes none of what is held. `path` is where it is looked for.
 */
export const posterFrame = async (
  media: MediaBytes,
  name: MediaName,
  path = places,
): Promise<Uint8Array | null> => {
  const reader = readers[name]
  if (reader === undefined) return null
  const file = await namelessFile(media)
  try {
    return await firstPicture(file.fd, reader, path)
  } finally {
    await file.close()
  }
}

/** A file with what is held where it belongs, and holes between. It has no name any more, so whatever happens none is left. */
const namelessFile = async ({ size, parts }: MediaBytes) => {
  const path = join(tmpdir(), `hma-film-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  try {
    await rm(path)
    await file.truncate(size)
    for (const { start, bytes } of parts) await file.write(bytes, 0, bytes.byteLength, start)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

const secondsLooked = 4
const widest = 1920
// A picture that wide has at most some megabytes as PNG.
const mostBytes = 32 * 1024 * 1024
const timeoutMs = 30_000

// Memory in kilobytes, processor seconds, and that no file is written (setrlimit(2)).
const limits = 'ulimit -d 1048576 && ulimit -t 20 && ulimit -f 0'

const firstPicture = (fd: number, reader: string, path: string): Promise<Uint8Array | null> =>
  new Promise((resolve) => {
    const input = ['-protocol_whitelist', 'file,pipe', '-f', reader, '-i', '/dev/stdin']
    const frames = `thumbnail=48,scale='min(iw,${widest})':-2`
    const child = spawn(
      '/bin/sh',
      [
        ...['-c', `${limits} && exec "$0" "$@"`, 'ffmpeg'],
        ...['-nostats', '-v', 'quiet', '-threads', '1', ...input, '-t', `${secondsLooked}`],
        ...['-an', '-sn', '-dn', '-vf', frames, '-frames:v', '1'],
        ...['-map_metadata', '-1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'],
      ],
      {
        env: { PATH: path },
        stdio: [fd, 'pipe', 'ignore'],
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      },
    )
    const chunks: Buffer[] = []
    let size = 0
    child.stdout?.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.byteLength
      if (size > mostBytes) child.kill('SIGKILL')
    })
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code === 0 && size > 0 ? Buffer.concat(chunks) : null))
  })
