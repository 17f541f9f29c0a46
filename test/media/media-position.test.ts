import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { wholeMedia } from '../../src/media/media-bytes.ts'
import { mediaPosition } from '../../src/media/media-position.ts'
import { mediaTypes } from '../../src/media/media-type.ts'
import { mediaFiles } from '../support/media-files.ts'

const picture = () => sharp({ create: { width: 20, height: 20, channels: 3, background: '#246' } })
const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }
const xmp = (fact: string): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ${fact}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(8)
  const inside = Buffer.concat(content)
  head.writeUInt32BE(inside.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, inside])
}
const text = (value: string): Buffer => Buffer.from(value, 'latin1')
const film = (...inside: readonly Buffer[]): Buffer =>
  Buffer.concat([
    box('ftyp', text('isom\0\0\0\0isom')),
    box('mdat', box('moov', box('udta', box('\xa9xyz', text('pixels that look like one'))))),
    box('moov', ...inside),
  ])
const track = (format: string): Buffer =>
  box('trak', box('mdia', box('minf', box('stbl', box('stsd', Buffer.alloc(8), box(format))))))
/** A PNG with a text that ImageMagick would write for a profile. */
const rawProfile = async (name: string, profile: Buffer): Promise<Buffer> => {
  const png = await picture().png().toBuffer()
  const digits = profile.toString('hex').replaceAll(/.{72}/g, '$&\n')
  const content = text(`Raw profile type ${name}\0\n${name}\n${profile.length}\n${digits}\n`)
  const chunk = box('tEXt', content)
  chunk.writeUInt32BE(content.length)
  return Buffer.concat([png.subarray(0, 33), chunk, Buffer.alloc(4), png.subarray(33)])
}
const exifOf = async (): Promise<Buffer> =>
  (await sharp(await picture().withExif(position).jpeg().toBuffer()).metadata()).exif ?? text('')

describe('mediaPosition', () => {
  it.each([
    ['the EXIF of a JPEG', 'jpeg', () => picture().withExif(position).jpeg().toBuffer()],
    ['the EXIF of a PNG', 'png', () => picture().withExif(position).png().toBuffer()],
    ['the EXIF of a WebP', 'webp', () => picture().withExif(position).webp().toBuffer()],
    [
      'the XMP of a JPEG',
      'jpeg',
      () => picture().withXmp(xmp('exif:GPSLatitude="51,30N"')).jpeg().toBuffer(),
    ],
    [
      'the XMP of a PNG',
      'png',
      () => picture().withXmp(xmp('photoshop:City="Bonn"')).png().toBuffer(),
    ],
    [
      'the XMP of a WebP',
      'webp',
      () => picture().withXmp(xmp('exif:GPSLongitude="7E"')).webp().toBuffer(),
    ],
    [
      'the place in XMP of the IPTC in a GIF',
      'gif',
      async () =>
        Buffer.concat([
          await picture().gif().toBuffer(),
          text(xmp('x="1"').replace('/>', '><Iptc4xmpExt:City>Bonn</Iptc4xmpExt:City>')),
        ]),
    ],
    [
      'the position that a drone wrote',
      'jpeg',
      () => picture().withXmp(xmp('drone-dji:GpsLatitude="+51.5"')).jpeg().toBuffer(),
    ],
    [
      'a second picture behind the first',
      'jpeg',
      async () =>
        Buffer.concat([
          await picture().jpeg().toBuffer(),
          await picture().withExif(position).jpeg().toBuffer(),
        ]),
    ],
    [
      'a photograph in a PDF',
      'pdf',
      async () =>
        Buffer.concat([text('%PDF-1.7'), await picture().withExif(position).jpeg().toBuffer()]),
    ],
    ['EXIF as digits in a PNG', 'png', async () => rawProfile('exif', await exifOf())],
    [
      'IPTC as digits in a PNG',
      'png',
      async () => rawProfile('iptc', mediaFiles['city.jpg'].subarray(0x20)),
    ],
    ['the IPTC city of a JPEG', 'jpeg', async () => mediaFiles['city.jpg']],
    ['the location of an MP4', 'mp4', async () => mediaFiles['place.mp4']],
    ['the location of a film by Apple', 'mp4', async () => mediaFiles['apple.mp4']],
    ['the location of a QuickTime film', 'mov', async () => mediaFiles['place.mov']],
    ['the location of a WebM film', 'webm', async () => mediaFiles['place.webm']],
    ['the location of an MP3', 'mp3', async () => mediaFiles['place.mp3']],
    ['the location of an Ogg file', 'ogg', async () => mediaFiles['place.ogg']],
    ['the location of an M4A', 'm4a', async () => mediaFiles['place.m4a']],
    ['the location as a phone writes it', 'mp4', async () => film(box('udta', box('loci')))],
    ['the way that an action camera logged', 'mp4', async () => film(track('avc1'), track('gpmd'))],
    [
      'XMP in a film',
      'mp4',
      async () => Buffer.concat([film(), box('uuid', text(xmp('exif:GPSLatitude="51,30N"')))]),
    ],
  ] as const)('finds %s', async (_, name, make) => {
    expect(mediaPosition(name, wholeMedia(await make()))).toMatchObject({
      rule: 'MEDIA_GPS',
      severity: 'error',
    })
  })

  it.each([
    ['a JPEG without metadata', 'jpeg', () => picture().jpeg().toBuffer()],
    [
      'EXIF that names only the camera',
      'jpeg',
      () =>
        picture()
          .withExif({ IFD0: { Make: 'GPSLatitude' } })
          .jpeg()
          .toBuffer(),
    ],
    [
      'a GPS directory without coordinates',
      'jpeg',
      () =>
        picture()
          .withExif({ IFD3: { GPSVersionID: '2 3 0 0' } })
          .jpeg()
          .toBuffer(),
    ],
    [
      'XMP about something else',
      'png',
      () => picture().withXmp(xmp('exif:FNumber="4"')).png().toBuffer(),
    ],
    [
      'XMP whose city is empty',
      'png',
      () => picture().withXmp(xmp('photoshop:City="" exif:GPSLatitude=\'\'')).png().toBuffer(),
    ],
    ['IPTC about something else', 'jpeg', async () => mediaFiles['headline.jpg']],
    ['a film', 'mp4', async () => mediaFiles['film.mp4']],
    ['a WebM film', 'webm', async () => mediaFiles['film.webm']],
    ['a sound', 'wav', async () => mediaFiles['sound.wav']],
    ['a film whose pixels look like one', 'mp4', async () => film(track('avc1'))],
    ['a text about positions', 'pdf', async () => text('%PDF-1.7 exif:GPSLatitude="51,30N"')],
  ] as const)('finds none in %s', async (_, name, make) => {
    expect(mediaPosition(name, wholeMedia(await make()))).toBeNull()
  })

  it('answers for any bytes', async () => {
    const photo = Buffer.concat([
      await picture().withExif(position).jpeg().toBuffer(),
      mediaFiles['city.jpg'],
      mediaFiles['apple.mp4'],
      mediaFiles['place.webm'],
    ])
    const names = Object.values(mediaTypes).map((type) => type.name)
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(photo.length),
        (name, noise, at) => {
          const spoilt = Buffer.from(photo)
          spoilt.set(noise.subarray(0, spoilt.length - at), at)
          for (const bytes of [noise, spoilt]) {
            expect([null, 'MEDIA_GPS']).toContain(
              mediaPosition(name, wholeMedia(bytes))?.rule ?? null,
            )
          }
        },
      ),
      { numRuns: 500 },
    )
  })
  it('is not led around in circles by boxes within boxes', () => {
    const nested = Buffer.alloc(8 * 200_000)
    for (let at = 0; at < nested.length; at += 8) {
      nested.writeUInt32BE(nested.length - at, at)
      nested.write(at % 16 === 0 ? 'moov' : 'udta', at + 4, 'latin1')
    }
    expect(mediaPosition('mp4', wholeMedia(nested))).toBeNull()
  })
})
