/** The text of a reply's body; null where it is longer than `limit` bytes, of which no more is read. */
export const readCapped = async (response: Response, limit: number): Promise<string | null> => {
  if (response.body === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body) {
    size += piece.byteLength
    if (size > limit) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
