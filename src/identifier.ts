import { createHash, hash } from 'node:crypto'

/** Lower-case hexadecimal SHA-256 of text or bytes. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data)

// The namespace of every identifier the tool derives itself; any fixed UUID would do.
const namespace = Buffer.from('6f2c1f0e8d3b5a49b1c7e2a45d90f3b8', 'hex')

/** UUID version 5 (RFC 9562) of the parts, in the tool's own namespace: the same parts give the same id everywhere. */
export const uuidOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha1')
    .update(namespace)
    .update(parts.join('\0'))
    .digest()
    .subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-')
}

/** Whether text is a UUID in its usual, hyphenated form. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
