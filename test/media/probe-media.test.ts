import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { edgesOf, heldBytes, openEdges, wholeMedia } from '../../src/media/media-bytes.ts'
import { openRenderer } from '../../src/media/renderer.ts'
import { mediaFiles } from '../support/media-files.ts'

const renderer = openRenderer(tmpdir())
afterAll(() => renderer.close())

/** A document whose tree of pages is spread over two nodes. */
const pdf = (): Buffer => {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Count 3/Kids[3 0 R 4 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
    '<</Type/Pages/Parent 2 0 R/Count 2/Kids[5 0 R 6 0 R]>>',
    '<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>',
    '<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, number) => {
    const at = text.length
    text += `${number + 1} 0 obj\n${object}\nendobj\n`
    return `${at}`.padStart(10, '0')
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  text += places.map((place) => `${place} 00000 n \n`).join('')
  return Buffer.from(
    `${text}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`,
  )
}

const seconds = (duration: number) => expect.closeTo(duration, 1)
const box = (type: string, size: number): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(size)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, Buffer.alloc(size - 8, 'x')])
}

describe('probing media', () => {
  it.each([
    [
      'film.mp4',
      'mp4',
      { duration: seconds(1.4), width: 32, height: 18, codecs: [expect.stringMatching(/^avc1\./)] },
    ],
    ['place.mov', 'mov', { duration: seconds(1.4), width: 32, height: 18 }],
    ['film.webm', 'webm', { duration: seconds(1.4), width: 32, height: 18, codecs: ['vp8'] }],
    // Its encoder begins with silence.
    ['place.mp3', 'mp3', { duration: seconds(1.6), codecs: ['mp3'] }],
    ['place.ogg', 'ogg', { duration: seconds(1.4), codecs: ['opus'] }],
    ['place.m4a', 'm4a', { duration: seconds(1.4), codecs: ['mp4a.40.2'] }],
    ['sound.wav', 'wav', { duration: seconds(0.2) }],
  ] as const)('of %s tells what it says of itself', async (file, name, facts) => {
    expect(await renderer.probe(wholeMedia(mediaFiles[file]), name)).toMatchObject(facts)
  })

  it('counts the pages of a document', async () => {
    expect(await renderer.probe(wholeMedia(pdf()), 'pdf')).toEqual({ pages: 3 })
  })

  it('of a large film reads no more than its beginning and its end', async () => {
    const film = mediaFiles['film.mp4']
    const moov = film.indexOf('moov') - 4
    const large = Buffer.concat([
      film.subarray(0, moov),
      box('free', 40_000_000),
      film.subarray(moov),
    ])
    const held = edgesOf(large)
    expect(held.parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)).toBe(16 * 1024 * 1024)
    const facts = { duration: seconds(1.4), width: 32, height: 18 }
    expect(await renderer.probe(held, 'mp4')).toMatchObject(facts)
  })

  it.each([
    ['a film cut off', 'mp4', mediaFiles['film.mp4'].subarray(0, 800)],
    ['noise', 'webm', Buffer.from('\x1aE\xdf\xa3 webm and nothing', 'latin1')],
    ['half a document', 'pdf', pdf().subarray(0, 100)],
    ['nothing', 'mp3', Buffer.alloc(0)],
  ] as const)('tells nothing of %s, and goes on', async (_, name, bytes) => {
    expect(await renderer.probe(wholeMedia(bytes), name)).toEqual({})
    expect(await renderer.probe(wholeMedia(pdf()), 'pdf')).toEqual({ pages: 3 })
  })
})

describe('the edges of a stream', () => {
  it('are all of it where it is small, and else its beginning and its end', () => {
    const edge = 8 * 1024 * 1024
    for (const size of [0, 5, edge, 2 * edge, 2 * edge + 1, 5 * edge]) {
      const bytes = Buffer.alloc(size, 'abcdefg')
      const edges = openEdges(size)
      for (let at = 0; at < size; at += 70_001) edges.take(bytes.subarray(at, at + 70_001))
      const media = edges.media()
      expect(media.size).toBe(size)
      const held = media.parts.reduce((sum, part) => sum + part.bytes.byteLength, 0)
      expect(held).toBe(Math.min(size, 2 * edge))
      for (const { start, bytes: part } of media.parts)
        expect(bytes.subarray(start, start + part.byteLength).equals(part)).toBe(true)
      const end = heldBytes(media, Math.max(0, size - edge), size)
      expect(end.equals(bytes.subarray(Math.max(0, size - edge)))).toBe(true)
    }
  })
})
