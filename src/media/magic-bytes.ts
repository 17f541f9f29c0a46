const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end)

// Brands of ISO base media files (ISO/IEC 14496-12, registered at mp4ra.org) that name another format than MP4.
const brands: Readonly<Record<string, string>> = {
  'M4A ': 'M4A',
  'M4B ': 'M4A',
  'qt  ': 'QuickTime',
  avif: 'AVIF',
  avis: 'AVIF',
  heic: 'HEIC',
  heix: 'HEIC',
  heim: 'HEIC',
  heis: 'HEIC',
  hevc: 'HEIC',
  mif1: 'HEIC',
  msf1: 'HEIC',
  'crx ': 'RAW photograph',
}

const startsWith =
  (...starts: readonly string[]) =>
  (head: string): boolean =>
    starts.some((start) => head.startsWith(start))

// In the order in which they are tried. Each signature is the one the format's own specification gives.
const signatures: readonly (readonly [string, (head: string) => boolean])[] = [
  ['PNG', startsWith('\x89PNG\r\n\x1a\n')],
  ['JPEG', startsWith('\xff\xd8\xff')],
  ['GIF', startsWith('GIF87a', 'GIF89a')],
  ['WebP', (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8)],
  ['WAV', (head) => head.startsWith('RIFF') && head.startsWith('WAVE', 8)],
  ['TIFF', startsWith('II*\0', 'MM\0*', 'II+\0', 'MM\0+')],
  ['JPEG XL', startsWith('\xff\x0a', '\0\0\0\x0cJXL ')],
  ['JPEG 2000', startsWith('\0\0\0\x0cjP  ')],
  ['PDF', startsWith('%PDF-')],
  ['Ogg', startsWith('OggS')],
  ['WebM', (head) => head.startsWith('\x1aE\xdf\xa3') && head.slice(0, 64).includes('webm')],
  ['Matroska', startsWith('\x1aE\xdf\xa3')],
  ['ZIP', startsWith('PK\x03\x04', 'PK\x05\x06')],
  ['VIPS', startsWith('\x08\xf2\xa6\xb6', '\xb6\xa6\xf2\x08')],
  ['BMP', startsWith('BM')],
  ['MP3', (head) => head.startsWith('ID3') || isMp3Frame(head)],
  ['SVG', (head) => afterProlog(head).startsWith('<svg')],
  ['HTML', (head) => /^<(?:!doctype html|html|head|body|script)/i.test(afterProlog(head))],
]

// Enough for the licence comments that drawing programs put before the root of an SVG.
const headSize = 4096

/** The name of the format that the first bytes of a file announce, for example `JPEG`; `unknown` where none is recognised. */
export const formatOf = (bytes: Uint8Array): string => {
  const head = latin1(bytes, 0, headSize)
  if (head.startsWith('ftyp', 4)) return brands[head.slice(8, 12)] ?? 'MP4'
  return signatures.find(([, matches]) => matches(head))?.[0] ?? 'unknown'
}

// An MPEG audio frame header: eleven set bits, layer III, and a bit rate and sample rate that exist.
const isMp3Frame = (head: string): boolean => {
  const [first = 0, second = 0, third = 0] = [0, 1, 2].map((at) => head.charCodeAt(at))
  return (
    first === 0xff && (second & 0xe6) === 0xe2 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c
  )
}

// What follows the byte order mark, XML declaration, comments and document type of an XML or HTML text.
const afterProlog = (head: string): string => {
  let rest = head.replace(/^\xef\xbb\xbf/, '')
  for (;;) {
    rest = rest.trimStart()
    const [end, length] = rest.startsWith('<!--')
      ? [rest.indexOf('-->'), 3]
      : rest.startsWith('<?')
        ? [rest.indexOf('?>'), 2]
        : /^<!doctype svg/i.test(rest)
          ? doctypeEnd(rest)
          : [-1, 0]
    if (end === -1) return rest
    rest = rest.slice(end + length)
  }
}

const doctypeEnd = (text: string): readonly [number, number] => {
  const subset = text.indexOf('[')
  const close = text.indexOf('>')
  return subset !== -1 && subset < close ? [text.indexOf(']>'), 2] : [close, 1]
}
