import { inflateSync } from 'node:zlib'

// Far more than any XMP packet; what inflates to more is not looked at.
const longestText = 1_000_000

/** The chunks of a PNG, type and content (PNG specification, section 5.3), as far as they go. */
export function* pngChunks(data: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 8; at + 12 <= data.length; ) {
    const length = data.readUInt32BE(at)
    yield [data.toString('latin1', at + 4, at + 8), data.subarray(at + 8, at + 8 + length)]
    at += 12 + length
  }
}

/**
 * The text of a textual chunk, inflated where it is compressed, and where it is a profile that ImageMagick wrote as
 * digits its bytes; empty for every other chunk and what cannot be read.
 */
export const pngText = (type: string, content: Buffer): Buffer => {
  const text = chunkText(type, content)
  // Its name, its length, and then the digits, in lines.
  if (!content.toString('latin1', 0, 17).startsWith('Raw profile type')) return text
  const [, digits = ''] = /^\n?\w+\n\s*\d+\n([\s0-9a-f]*)/i.exec(text.toString('latin1')) ?? []
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex')
}

const chunkText = (type: string, content: Buffer): Buffer => {
  const keyword = content.indexOf(0)
  if (type === 'tEXt') return content.subarray(keyword + 1)
  if (type === 'zTXt') return inflated(content.subarray(keyword + 2))
  if (type !== 'iTXt') return Buffer.alloc(0)
  // Keyword, compression flag and method, language, translated keyword, text.
  if (content[keyword + 1] !== 1) return content
  const language = content.indexOf(0, keyword + 3)
  return inflated(content.subarray(content.indexOf(0, language + 1) + 1))
}

const inflated = (compressed: Buffer): Buffer => {
  try {
    return inflateSync(compressed, { maxOutputLength: longestText })
  } catch {
    // Broken or too long text tells no reader anything; whether the image is fit is the decoder's to say.
    return Buffer.alloc(0)
  }
}
