/** The vectors of a reply in the order of the inputs, or what is wrong with it. */
export type EmbeddingReply =
  | { readonly kind: 'vectors'; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'malformed'; readonly reason: string }

/**
 * Reads the body of an embeddings reply for `count` inputs. Items are placed by their `index`, since their order is
 * not promised; vectors are checked for dimension, finite numbers and length, and scaled to length 1.
 */
export const readEmbeddingReply = (
  body: string,
  count: number,
  dimensions: number,
): EmbeddingReply => embeddingsOf(parse(body), count, dimensions)

/** As `readEmbeddingReply`, of a body that is parsed already. */
export const embeddingsOf = (body: unknown, count: number, dimensions: number): EmbeddingReply => {
  const items = itemsOf(body)
  if (items === null) return malformed('no list of embeddings')
  if (items.length !== count) return malformed(`${items.length} embeddings for ${count} texts`)
  const vectors = new Map<number, Float32Array>()
  for (const { index, embedding } of items) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count)
      return malformed('an embedding without a valid `index`')
    if (vectors.has(index)) return malformed(`two embeddings with index ${index}`)
    const vector = vectorOf(embedding)
    if (vector?.length !== dimensions)
      return malformed(`${vector?.length ?? 'no'} dimensions instead of ${dimensions}`)
    const length = lengthOf(vector)
    if (!Number.isFinite(length)) return malformed('a vector with NaN or Infinity')
    if (length === 0) return malformed('a zero vector')
    vectors.set(index, scaled(vector, length))
  }
  const inOrder = Array.from(vectors).toSorted(([a], [b]) => a - b)
  return { kind: 'vectors', vectors: inOrder.map(([, vector]) => vector) }
}

// A loop by position: others take several times as long, for some million numbers of a reply.
const lengthOf = (vector: Float32Array): number => {
  let sum = 0
  for (let at = 0; at < vector.length; at += 1) {
    const value = vector[at] ?? 0
    sum += value * value
  }
  return Math.sqrt(sum)
}

// Most services send unit vectors, as near to that as 32 bits can be.
const nearOne = 1e-6

const scaled = (vector: Float32Array, length: number): Float32Array =>
  Math.abs(length - 1) < nearOne ? vector : vector.map((value) => value / length)

type Item = { readonly index?: unknown; readonly embedding?: unknown }

const malformed = (reason: string): EmbeddingReply => ({ kind: 'malformed', reason })

const itemsOf = (reply: unknown): readonly Item[] | null => {
  if (typeof reply !== 'object' || reply === null || !('data' in reply)) return null
  if (!Array.isArray(reply.data)) return null
  return reply.data.every((item) => typeof item === 'object' && item !== null) ? reply.data : null
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** From base64 of little-endian 32-bit floats (as on every machine that Node runs on), or from plain numbers, which some compatible servers send regardless. */
const vectorOf = (embedding: unknown): Float32Array | null => {
  if (typeof embedding === 'string') {
    const bytes = Buffer.from(embedding, 'base64')
    if (bytes.length % 4 !== 0) return null
    // A copy of its own: a small buffer is part of a larger one, where floats may not begin.
    return new Float32Array(new Uint8Array(bytes).buffer)
  }
  if (!Array.isArray(embedding)) return null
  // null, how JSON writes NaN, must not become 0.
  return Float32Array.from(embedding, (value) => (typeof value === 'number' ? value : Number.NaN))
}
