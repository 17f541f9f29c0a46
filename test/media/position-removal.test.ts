import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { wholeMedia } from '../../src/media/media-bytes.ts'
import { mediaPosition } from '../../src/media/media-position.ts'
import type { MediaName } from '../../src/media/media-type.ts'
import { hasProgram } from '../support/has-program.ts'
import { mediaFiles } from '../support/media-files.ts'

const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }
const picture = () =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#246' } })
    .withExif(position)
    .withMetadata({ orientation: 6 })

/** What a file is after the command that the finding names, as its reader would type it. */
const afterCommand = async (name: MediaName, bytes: Uint8Array): Promise<Buffer> => {
  const hint = mediaPosition(name, wholeMedia(bytes))?.hint ?? ''
  const [, command = ''] = /`([^`]+)`/.exec(hint) ?? []
  const directory = await mkdtemp(join(tmpdir(), 'hma-removal-'))
  const [from, to] = [join(directory, `from.${name}`), join(directory, `to.${name}`)]
  await writeFile(from, bytes)
  const shell = command.replace('NEWFILE', to).replace('FILE', from)
  execFileSync('/bin/bash', ['-c', shell], { stdio: 'ignore' })
  const after = await readFile(command.includes('NEWFILE') ? to : from)
  await rm(directory, { recursive: true })
  return after
}

describe('the command that a finding of a position names', () => {
  if (hasProgram('exiftool')) {
    it.each([
      ['jpeg', () => picture().jpeg().toBuffer()],
      ['png', () => picture().png().toBuffer()],
      ['webp', () => picture().webp().toBuffer()],
    ] as const)('removes it from a %s, which stays upright', async (name, make) => {
      const after = await afterCommand(name, await make())
      expect(mediaPosition(name, wholeMedia(after))).toBeNull()
      expect((await sharp(after).metadata()).orientation).toBe(6)
    })

    it('removes a city, too', async () => {
      const after = await afterCommand('jpeg', mediaFiles['city.jpg'])
      expect(mediaPosition('jpeg', wholeMedia(after))).toBeNull()
    })
  }

  if (hasProgram('ffmpeg')) {
    it.each([
      ['place.mp4', 'mp4'],
      ['apple.mp4', 'mp4'],
      ['place.mov', 'mov'],
      ['place.webm', 'webm'],
      ['place.mp3', 'mp3'],
      ['place.ogg', 'ogg'],
      ['place.m4a', 'm4a'],
    ] as const)('removes it from %s', async (file, name) => {
      const after = await afterCommand(name, mediaFiles[file])
      expect(after.length).toBeGreaterThan(500)
      expect(mediaPosition(name, wholeMedia(after))).toBeNull()
    })
  }

  it('is named for a picture and for a film', () => {
    const hintOf = (name: MediaName, bytes: Uint8Array) =>
      mediaPosition(name, wholeMedia(bytes))?.hint
    expect(hintOf('jpeg', mediaFiles['city.jpg'])).toContain('`exiftool ')
    expect(hintOf('mp4', mediaFiles['place.mp4'])).toContain('`ffmpeg ')
  })
})
