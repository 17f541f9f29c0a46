import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { mediaPosition } from '../../src/publish/media-position.ts'
import { mediaTypes } from '../../src/publish/media-type.ts'

const picture = () => sharp({ create: { width: 20, height: 20, channels: 3, background: '#246' } })
const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }
const xmp = (fact: string): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ${fact}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
const box = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}
const film = (inside: string): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0isom')),
    box('mdat', Buffer.from('\xa9xyz pixels that look like it', 'latin1')),
    box('moov', box('udta', Buffer.from(inside, 'latin1'))),
  ])
const iptc = (dataset: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xed, 0, 12, 0x1c, 2, dataset, 0, 4]),
    Buffer.from('Bonn'),
    Buffer.from([0xff, 0xda]),
  ])

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
    ['the IPTC city of a JPEG', 'jpeg', () => iptc(90)],
    ['the location of an MP4', 'mp4', () => film('\0\0\0\x20\xa9xyz+51.5-000.1/')],
    ['the location of a film by Apple', 'mp4', () => film('com.apple.quicktime.location.ISO6709')],
  ] as const)('finds %s', async (_, name, make) => {
    expect(mediaPosition(name, await make())).toMatchObject({
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
    ['IPTC about something else', 'jpeg', () => iptc(80)],
    ['a film whose pixels look like one', 'mp4', () => film('name')],
    ['a PDF', 'pdf', () => Buffer.from('%PDF-1.7 exif:GPSLatitude')],
  ] as const)('finds none in %s', async (_, name, make) => {
    expect(mediaPosition(name, await make())).toBeNull()
  })

  it('answers for any bytes', async () => {
    const photo = await picture().withExif(position).jpeg().toBuffer()
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
            expect([null, 'MEDIA_GPS']).toContain(mediaPosition(name, bytes)?.rule ?? null)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
