/** A chunk found by one of the searches. */
export type ChunkHit = {
  readonly contentId: string
  readonly language: string
  readonly number: number
}

/** The best chunk of an item and the item's score; only the order of scores means anything. */
export type FusedHit = ChunkHit & { readonly score: number }

// The constant of Cormack, Clarke and Büttcher (SIGIR 2009), who found any choice near it to do as well.
const k = 60

/** Chunks found by one of the searches, best first, and how much that search is trusted. */
export type RankedList = { readonly weight: number; readonly hits: readonly ChunkHit[] }

/**
 * Reciprocal rank fusion of lists of chunks: an item scores weight / (60 + rank) in each list, its rank among the
 * items there being that of its first chunk. One hit per item, with the chunk the lists place highest together, best
 * first; equal scores are ordered by id.
 */
export const fuse = (lists: readonly RankedList[]): readonly FusedHit[] => {
  const items = new Map<string, { score: number; chunks: Map<number, FusedHit> }>()
  for (const { weight, hits } of lists) {
    const ranks = new Map<string, number>()
    for (const [position, hit] of hits.entries()) {
      const item = items.get(hit.contentId) ?? { score: 0, chunks: new Map() }
      items.set(hit.contentId, item)
      if (!ranks.has(hit.contentId)) {
        ranks.set(hit.contentId, ranks.size + 1)
        item.score += weight / (k + ranks.size)
      }
      const score = (item.chunks.get(hit.number)?.score ?? 0) + weight / (k + position + 1)
      item.chunks.set(hit.number, { ...hit, score })
    }
  }
  return Array.from(items.values(), ({ score, chunks }) => ({ ...bestOf(chunks), score })).toSorted(
    (a, b) => b.score - a.score || (a.contentId < b.contentId ? -1 : 1),
  )
}

const bestOf = (chunks: ReadonlyMap<number, FusedHit>): FusedHit =>
  Array.from(chunks.values()).reduce((best, chunk) => (chunk.score > best.score ? chunk : best))
