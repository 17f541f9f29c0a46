/** Sorted hashes of a text's lines, blank ones left out and outer white space ignored: what is compared to find renames. */
export const lineHashes = (bytes: Uint8Array): readonly number[] =>
  new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(fnv1a)
    .sort((a, b) => a - b)

// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. A collision could at worst pair a
// rename a little too easily.
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
