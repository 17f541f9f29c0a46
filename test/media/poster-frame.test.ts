import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { edgesOf, wholeMedia } from '../../src/media/media-bytes.ts'
import { posterFrame } from '../../src/media/poster-frame.ts'
import { hasProgram } from '../support/has-program.ts'
import { mediaFiles } from '../support/media-files.ts'

describe('posterFrame', () => {
  if (hasProgram('ffmpeg')) {
    it.each([
      ['film.mp4', 'mp4'],
      ['place.mov', 'mov'],
      ['film.webm', 'webm'],
    ] as const)('is a picture of %s, without a word of metadata', async (file, name) => {
      const frame = await posterFrame(wholeMedia(mediaFiles[file]), name)
      const { data, info } = await sharp(frame ?? Buffer.alloc(0))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject({ width: 32, height: 18 })
      expect(new Set(data).size).toBeGreaterThan(10)
      expect(Buffer.from(frame ?? []).includes('51.5')).toBe(false)
    })

    it('is made of the beginning and the end alone', async () => {
      const film = mediaFiles['film.mp4']
      const room = Buffer.alloc(40_000_000)
      room.writeUInt32BE(room.length)
      room.write('free', 4, 'latin1')
      const moov = film.indexOf('moov') - 4
      const large = Buffer.concat([film.subarray(0, moov), room, film.subarray(moov)])
      const frame = await posterFrame(edgesOf(large), 'mp4')
      expect(frame).toEqual(await posterFrame(wholeMedia(film), 'mp4'))
    })
  }

  it('is none where there is no ffmpeg, and of what is no film', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'hma-nothing-'))
    const film = wholeMedia(mediaFiles['film.mp4'])
    expect(await posterFrame(film, 'mp4', empty)).toBeNull()
    expect(await posterFrame(film, 'pdf')).toBeNull()
    const list = Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n')
    expect(await posterFrame(wholeMedia(list), 'mp4')).toBeNull()
    expect(await posterFrame(wholeMedia(mediaFiles['film.mp4'].subarray(0, 800)), 'mp4')).toBeNull()
    await rm(empty, { recursive: true })
  })

  it('leaves no file behind', async () => {
    const own = await mkdtemp(join(tmpdir(), 'hma-films-'))
    vi.stubEnv('TMPDIR', own)
    expect(tmpdir()).toBe(own)
    await posterFrame(wholeMedia(mediaFiles['film.mp4']), 'mp4')
    expect(await readdir(own)).toEqual([])
    vi.unstubAllEnvs()
    await rm(own, { recursive: true })
  })
})
