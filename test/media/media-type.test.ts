import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFinding } from '../../src/media/media-finding.ts'
import { mediaType, mediaTypes } from '../../src/media/media-type.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const png = '\x89PNG\r\n\x1a\n....'
const jpeg = '\xff\xd8\xff\xe0..JFIF'
const ftyp = (brand: string): string => `\0\0\0\x20ftyp${brand}\0\0\0\0`

describe('mediaType', () => {
  it.each([
    ['a.png', png, mediaTypes.png],
    ['A.JPG', jpeg, mediaTypes.jpeg],
    ['a.jpeg', jpeg, mediaTypes.jpeg],
    ['a.webp', 'RIFF\0\0\0\0WEBPVP8 ', mediaTypes.webp],
    ['a.gif', 'GIF89a', mediaTypes.gif],
    ['a.svg', '<svg xmlns="">', mediaTypes.svg],
    [
      'a.svg',
      '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- by > me -->\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg>',
      mediaTypes.svg,
    ],
    ['a.svg', '<!DOCTYPE svg [<!ENTITY a "b">]><svg>', mediaTypes.svg],
    ['a.mp3', 'ID3\x04', mediaTypes.mp3],
    ['a.mp3', '\xff\xfb\x90\x64', mediaTypes.mp3],
    ['a.wav', 'RIFF\0\0\0\0WAVEfmt ', mediaTypes.wav],
    ['a.ogg', 'OggS\0', mediaTypes.ogg],
    ['a.m4a', ftyp('M4A '), mediaTypes.m4a],
    ['a.m4a', ftyp('mp42'), mediaTypes.m4a],
    ['a.mp4', ftyp('isom'), mediaTypes.mp4],
    ['a.webm', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', mediaTypes.webm],
    ['a.pdf', '%PDF-1.7', mediaTypes.pdf],
  ])('accepts %s whose bytes begin %j', (path, head, expected) => {
    expect(mediaType(path, bytes(head))).toEqual(expected)
  })

  it.each([
    ['photo.jpg', 'II*\0', 'TIFF'],
    ['photo.jpg', '<svg>', 'SVG'],
    ['photo.jpg', '<!DOCTYPE html><p>', 'HTML'],
    ['photo.jpg', '%PDF-1.7', 'PDF'],
    ['photo.jpg', 'PK\x03\x04', 'ZIP'],
    ['photo.jpg', ftyp('isom'), 'MP4'],
    ['photo.jpg', ftyp('heic'), 'HEIC'],
    ['photo.jpg', ftyp('avif'), 'AVIF'],
    ['photo.jpg', '\xff\x0a', 'JPEG XL'],
    ['photo.jpg', png, 'PNG'],
    ['photo.png', '\xb6\xa6\xf2\x08', 'VIPS'],
    ['film.mp4', ftyp('qt  '), 'QuickTime'],
    ['film.webm', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'Matroska'],
    ['sound.mp3', '\xff\xf1\x50\x80', 'unknown'],
    ['drawing.svg', '<!-- <svg> --><html>', 'HTML'],
    ['drawing.svg', '<!-- never closed <svg>', 'unknown'],
  ])('refuses %s that begins %j as %s data', (path, head, format) => {
    expect(mediaType(path, bytes(head))).toMatchObject({
      rule: 'MEDIA_TYPE',
      severity: 'error',
      message: expect.stringContaining(`got ${format} data`),
    })
  })

  it.each(['a.heic', 'a.avif', 'a.tiff', 'a.jxl', 'a.exe', 'a', 'a.constructor', '.png/x'])(
    'refuses the extension of %s whatever its bytes are',
    (path) => {
      expect(mediaType(path, bytes(png))).toMatchObject({ rule: 'MEDIA_TYPE' })
    },
  )

  it('tells a Git LFS pointer from a broken picture', () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'
    expect(mediaType('a.png', bytes(pointer))).toMatchObject({ rule: 'LFS_POINTER' })
  })

  it('calls an empty file broken', () => {
    expect(mediaType('a.png', new Uint8Array())).toMatchObject({ rule: 'MEDIA_BROKEN' })
  })

  it('answers for any path and bytes', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('.svg', '.jpg', '.mp3'),
        fc.string({ maxLength: 200 }),
        (name, extension, text) => {
          const answer = mediaType(name + extension, Buffer.from(text))
          expect(isFinding(answer) || 'contentType' in answer).toBe(true)
        },
      ),
    )
  })
})
