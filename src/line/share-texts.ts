import { endOfRequest } from '../embed/pack-inputs.ts'
import type { Embedder } from '../embedder.ts'
import type { PendingText } from './buy-vectors.ts'
import type { PartOutcomes, ShareParts, TextsPart } from './shared-work.ts'

/**
 * Has others buy their share of texts, which are in the order of their digests, a request at a time. Null where one request holds them
 * all.
 */
export const shareTexts = async (
  share: ShareParts,
  embedder: Embedder,
  texts: readonly PendingText[],
  onText: (done: number, total: number) => void,
): Promise<Pick<PartOutcomes['embed'], 'embedded' | 'tokens'> | null> => {
  const ends = requestEnds(embedder, texts)
  if (ends.length < 2) return null
  const parts = ends.map((end, at) => partOf(embedder.model, texts, ends[at - 1] ?? 0, end))
  const outcomes = await share('embed', parts, (done) => onText(ends[done - 1] ?? 0, texts.length))
  return {
    embedded: outcomes.reduce((sum, { embedded }) => sum + embedded, 0),
    tokens: outcomes.reduce((sum, { tokens }) => sum + tokens, 0),
  }
}

const requestEnds = (embedder: Embedder, texts: readonly PendingText[]): readonly number[] => {
  const ends: number[] = []
  try {
    for (let start = 0; start < texts.length; ) {
      start = endOfRequest(texts, start, embedder.largest())
      ends.push(start)
    }
    return ends
  } catch {
    // A text that no request holds: buying them says so.
    return []
  }
}

const partOf = (
  model: string,
  texts: readonly PendingText[],
  start: number,
  end: number,
): TextsPart => ({
  model,
  from: texts[start]?.inputDigest ?? '',
  to: texts[end - 1]?.inputDigest ?? '',
})
