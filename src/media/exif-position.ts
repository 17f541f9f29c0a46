const gpsDirectory = 0x8825
const latitude = 2
const longitude = 4
const entryBytes = 12

/**
 * Whether an EXIF block (a TIFF header and its directories, Exif 2.32 section 4.6) holds a GPS latitude
 * or longitude. A GPS directory without either, as many cameras write it, is none. Never throws.
 */
export const exifHasPosition = (exif: Uint8Array): boolean => {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength)
  if (view.byteLength < 8) return false
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return false
  const little = order === 0x4949
  const gps = directory(view, view.getUint32(4, little), little).get(gpsDirectory)
  if (gps === undefined) return false
  const entries = directory(view, gps, little)
  return entries.has(latitude) || entries.has(longitude)
}

// Tag and value (or where the value lies) of each entry that is inside the block.
const directory = (view: DataView, at: number, little: boolean): ReadonlyMap<number, number> => {
  const entries = new Map<number, number>()
  if (at + 2 > view.byteLength) return entries
  const count = view.getUint16(at, little)
  for (let number = 0; number < count; number += 1) {
    const entry = at + 2 + number * entryBytes
    if (entry + entryBytes > view.byteLength) break
    entries.set(view.getUint16(entry, little), view.getUint32(entry + 8, little))
  }
  return entries
}
