/** How well a ranking answers questions; each from 0 to 1. */
export type Relevance = {
  /** The part of the expected items that are among the first answers. */
  readonly recall: number
  /** One over the rank of the first expected item: 1, 1/2, 1/3, …; 0 where it is not among the first answers. */
  readonly mrr: number
  /** Normalised discounted cumulative gain of the first answers (Järvelin and Kekäläinen, 2002), each expected item gaining 1. */
  readonly ndcg: number
}

/** What was found for one question, best first, and what should have been; each item once. */
export type Answered = { readonly found: readonly string[]; readonly expected: readonly string[] }

/** The mean over questions of how well the first `k` answers do; zeros where there is no question. */
export const relevance = (answers: readonly Answered[], k: number): Relevance => {
  const all = answers.map((answer) => relevanceOf(answer, k))
  const mean = (of: keyof Relevance): number =>
    all.length === 0 ? 0 : all.reduce((sum, one) => sum + one[of], 0) / all.length
  return { recall: mean('recall'), mrr: mean('mrr'), ndcg: mean('ndcg') }
}

const relevanceOf = ({ found, expected }: Answered, k: number): Relevance => {
  const hits = found.slice(0, k).map((item) => expected.includes(item))
  const gain = (relevant: readonly boolean[]): number =>
    relevant.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0)
  const best = gain(expected.slice(0, k).map(() => true))
  const first = hits.indexOf(true)
  return {
    recall: hits.filter(Boolean).length / Math.max(1, Math.min(k, expected.length)),
    mrr: first === -1 ? 0 : 1 / (first + 1),
    ndcg: best === 0 ? 0 : gain(hits) / best,
  }
}
