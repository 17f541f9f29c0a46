import type { Embedder } from '../../src/embedder.ts'
import { seededRandom } from '../corpus/random.ts'
import { meaningOf, topicsPerSubject } from './words.ts'

const dimensions = 1536
// Vectors of language models fill far fewer dimensions than they have.
const latent = 64

const gaussian = (length: number, ...seed: readonly [number, ...number[]]): Float64Array => {
  const random = seededRandom(...seed)
  return Float64Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
    return radius * Math.cos(2 * Math.PI * random.next())
  })
}

// Each dimension varies less than the one before, as principal components do: together they count for some fourteen.
const projection = Array.from({ length: latent }, (_, row) =>
  gaussian(dimensions, 11, row).map((value) => value / Math.sqrt(row + 1)),
)
const known = new Map<string, Float64Array | null>()

/** Where a word lies: well around its topic, which lies around its subject; a word of every topic near nothing. */
const placeOf = (word: string): Float64Array | null => {
  const meaning = meaningOf(word)
  if (meaning === null) return null
  const { topic, number } = meaning
  const own = gaussian(latent, 13, topic ?? -1, number)
  if (topic === null) return own
  const centre = gaussian(latent, 12, topic)
  const subject = gaussian(latent, 14, Math.floor(topic / topicsPerSubject))
  return own.map((value, at) => 2.5 * value + (centre[at] ?? 0) + (subject[at] ?? 0))
}

const rememberedPlace = (word: string): Float64Array | null => {
  const place = known.get(word) ?? placeOf(word)
  known.set(word, place)
  return place
}

const vectorOf = (text: string): Float32Array => {
  const sum = new Float64Array(latent)
  for (const word of text.split(/[^a-z]+/))
    for (const [at, value] of rememberedPlace(word)?.entries() ?? [])
      sum[at] = (sum[at] ?? 0) + value
  const wide = new Float64Array(dimensions)
  for (const [row, weights] of projection.entries()) {
    const factor = sum[row] ?? 0
    for (let at = 0; at < dimensions; at += 1)
      wide[at] = (wide[at] ?? 0) + factor * (weights[at] ?? 0)
  }
  const length = Math.hypot(...wide)
  if (length === 0) wide[0] = 1
  return Float32Array.from(wide, (value) => (length === 0 ? value : value / length))
}

/**
 * An embedder of generated texts whose vectors lie as those of a language model do: in clusters, one for each topic, in
 * which texts lie by the words they use. A question lies near the texts that answer it.
 */
export const topicEmbedder = (): Embedder => ({
  model: 'bench-topics-v1',
  dimensions,
  price: 0,
  largest: () => ({ inputs: 512, weight: Number.POSITIVE_INFINITY }),
  limits: () => null,
  embed: async (texts) => texts.map(vectorOf),
})
