import { exifHasPosition } from './exif-position.ts'

/**
 * Whether EXIF, XMP or IPTC anywhere in these bytes tells a place. They are found by what begins them, which is
 * six bytes and more, wherever a format puts them: also in a second picture behind the first, or inside a PDF.
 */
export const metadataTells = (data: Buffer): boolean =>
  exifInside(data) || xmpInside(data) || iptcInside(data)

function* placesOf(data: Buffer, mark: string): Generator<number> {
  for (let at = data.indexOf(mark, 0, 'latin1'); at !== -1; ) {
    yield at
    at = data.indexOf(mark, at + mark.length, 'latin1')
  }
}

const some = <T>(all: Iterable<T>, holds: (one: T) => boolean): boolean => {
  for (const one of all) if (holds(one)) return true
  return false
}

const exifInside = (data: Buffer): boolean =>
  some(placesOf(data, 'Exif\0\0'), (at) => exifHasPosition(data.subarray(at + 6)))

// Position, city, and place within it, by any prefix: cameras, drones, and the IPTC's two schemas name them. The
// value is an attribute or an element, and not empty.
const xmpPlaces =
  /:(?:GPSL(?:at|ong)itude|Gps(?:Lat|Long?t)itude|City|Sublocation|Location)(?:\s*=\s*["']\s*[^"'\s]|\s*>\s*[^<\s])/

// Far more than any packet has.
const longestPacket = 1_000_000

const xmpInside = (data: Buffer): boolean =>
  some(placesOf(data, '<rdf:RDF'), (at) => {
    const end = data.indexOf('</rdf:RDF>', at, 'latin1')
    const most = at + longestPacket
    return xmpPlaces.test(data.toString('latin1', at, end === -1 ? most : Math.min(end, most)))
  })

// Content location name, city and sublocation (IIM 4.2, record 2).
const iptcPlaces = new Set([27, 90, 92])

/** IPTC in a Photoshop resource: `8BIM`, number 0x0404, a padded name, a size (Photoshop File Formats, Image Resource Blocks). */
const iptcInside = (data: Buffer): boolean =>
  some(placesOf(data, '8BIM\x04\x04'), (at) => {
    const name = data[at + 6] ?? 0
    const start = at + 6 + name + 2 - (name % 2)
    if (start + 4 > data.length) return false
    const end = Math.min(data.length, start + 4 + data.readUInt32BE(start))
    for (let each = start + 4; each + 5 <= end && data[each] === 0x1c; ) {
      const length = data.readUInt16BE(each + 3)
      if (data[each + 1] === 2 && iptcPlaces.has(data[each + 2] ?? 0) && length > 0) return true
      each += 5 + length
    }
    return false
  })
