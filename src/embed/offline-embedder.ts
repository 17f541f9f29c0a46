import type { Embedder } from '../embedder.ts'
import { featuresOf } from './offline-features.ts'

const dimensions = 1536

/**
 * An embedder that needs no network, key or model files: words, word pairs and character trigrams hashed into a
 * unit vector of 1,536 numbers. It finds texts that share words or parts of words, not those that share a meaning.
 * Deterministic on every machine. Text without a word gives the first unit vector.
 */
export const offlineEmbedder = (): Embedder => ({
  model: 'offline-hash-v1',
  dimensions,
  price: 0,
  // As many as are stored at a time, so that a kill loses little work.
  largest: () => ({ inputs: 512, weight: Number.POSITIVE_INFINITY }),
  limits: () => null,
  embed: async (texts) => texts.map(vectorOf),
})

const vectorOf = (text: string): Float32Array => {
  const sums = new Float64Array(dimensions)
  for (const { name, weight } of featuresOf(text)) {
    const hash = hashOf(name)
    const place = hash % dimensions
    // The sign lets features that fall on one place cancel out on average (Weinberger et al., 2009).
    sums[place] = (sums[place] ?? 0) + (hash & 0x80000000 ? -weight : weight)
  }
  const length = Math.hypot(...sums)
  if (length === 0) sums[0] = 1
  return Float32Array.from(sums, (sum) => (length === 0 ? sum : sum / length))
}

/** 32-bit FNV-1a over UTF-16 code units, its bits mixed once more so that low and high ones are independent. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
