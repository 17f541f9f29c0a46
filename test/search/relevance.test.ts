import { expect, it } from 'vitest'
import { relevance } from '../../src/search/relevance.ts'

it.each([
  [['a', 'b'], ['a'], { recall: 1, mrr: 1, ndcg: 1 }],
  [['b', 'a'], ['a'], { recall: 1, mrr: 1 / 2, ndcg: 1 / Math.log2(3) }],
  [['b', 'c', 'd', 'a'], ['a'], { recall: 0, mrr: 0, ndcg: 0 }],
  [['a', 'x', 'b'], ['a', 'b'], { recall: 1, mrr: 1, ndcg: (1 + 1 / 2) / (1 + 1 / Math.log2(3)) }],
  [['a'], ['a', 'b'], { recall: 1 / 2, mrr: 1, ndcg: 1 / (1 + 1 / Math.log2(3)) }],
  [[], ['a'], { recall: 0, mrr: 0, ndcg: 0 }],
])('%j for %j is worth %j among the first three', (found, expected, worth) => {
  const { recall, mrr, ndcg } = relevance([{ found, expected }], 3)
  expect(recall).toBeCloseTo(worth.recall)
  expect(mrr).toBeCloseTo(worth.mrr)
  expect(ndcg).toBeCloseTo(worth.ndcg)
})

it('is the mean over questions, and nothing for none', () => {
  const right = { found: ['a'], expected: ['a'] }
  const wrong = { found: ['b'], expected: ['a'] }
  expect(relevance([right, wrong], 10)).toEqual({ recall: 0.5, mrr: 0.5, ndcg: 0.5 })
  expect(relevance([], 10)).toEqual({ recall: 0, mrr: 0, ndcg: 0 })
})
