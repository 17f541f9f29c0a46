import { ContentError } from '../errors.ts'
import { countTokens } from './tokens.ts'

/** Texts that go into one request, and how much of the tokens-per-minute limit they take at most. */
export type InputBatch = { readonly texts: readonly string[]; readonly weight: number }

// The API takes 2,048 inputs of 8,192 tokens each. It also refuses requests above 300,000 tokens by an estimate of
// its own, which for some scripts exceeds the exact count; hence the larger of two counts and some room.
const mostInputs = 2_048
const mostWeight = 250_000
const mostTokens = 8_192

/** Texts in the same order, in as few batches as the API's limits allow. Rejects empty and too long texts, naming which. */
export const packInputs = (texts: readonly string[]): readonly InputBatch[] => {
  const batches: { texts: string[]; weight: number }[] = []
  for (const [position, text] of texts.entries()) {
    const weight = weightOf(text, position)
    const last = batches.at(-1)
    if (last && last.texts.length < mostInputs && last.weight + weight <= mostWeight) {
      last.texts.push(text)
      last.weight += weight
    } else {
      batches.push({ texts: [text], weight })
    }
  }
  return batches
}

/** A batch in two halves, or null where it holds a single text. */
export const halves = (batch: InputBatch): readonly [InputBatch, InputBatch] | null => {
  const middle = Math.ceil(batch.texts.length / 2)
  if (middle === batch.texts.length) return null
  const weight = batch.weight / 2
  return [
    { texts: batch.texts.slice(0, middle), weight },
    { texts: batch.texts.slice(middle), weight },
  ]
}

const weightOf = (text: string, position: number): number => {
  if (text.trim() === '')
    throw new ContentError(
      'EMBEDDER',
      `Expected text to embed, got nothing at position ${position}`,
    )
  // Nothing this long can fit, and counting it may take the tokenizer minutes.
  const tokens = text.length > mostTokens * 16 ? Number.POSITIVE_INFINITY : countTokens(text)
  if (tokens > mostTokens)
    throw new ContentError(
      'EMBEDDER',
      `Expected at most ${mostTokens} tokens to embed, got more at position ${position}`,
    )
  return Math.max(tokens, Math.ceil(Buffer.byteLength(text) / 4))
}
