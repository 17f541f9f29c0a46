import type { RequestSize } from '../embedder.ts'
import { ContentError } from '../errors.ts'

/** How long a text is, in tokens of cl100k_base and in bytes of UTF-8. */
export type InputSize = { readonly tokens: number; readonly bytes: number }

// What OpenAI's models take in one text (openai-node 7.57, resources/embeddings.ts).
const mostTokens = 8_192

/**
 * What a text counts for in a request. The API refuses requests above its limit by an estimate of its own, a quarter
 * of the bytes, which for some texts exceeds the exact count (timescale/pgai#728).
 */
export const weightOf = ({ tokens, bytes }: InputSize): number =>
  Math.max(tokens, Math.ceil(bytes / 4))

/**
 * Texts in the same order, in as few requests as their size allows.
 * @throws ContentError `EMBEDDER` for an empty text and for one that no request can hold, naming which
 */
export const packInputs = <T extends InputSize>(
  inputs: readonly T[],
  largest: RequestSize,
): readonly (readonly T[])[] => {
  const requests: (readonly T[])[] = []
  for (let start = 0; start < inputs.length; ) {
    const end = endOfRequest(inputs, start, largest)
    requests.push(inputs.slice(start, end))
    start = end
  }
  return requests
}

/** Where the request ends that begins with the text at `start`: at least one text later. Throws as `packInputs` does. */
export const endOfRequest = (
  inputs: readonly InputSize[],
  start: number,
  largest: RequestSize,
): number => {
  let room = largest.weight
  for (let position = start; position < inputs.length; position += 1) {
    const input = inputs[position]
    if (input === undefined || position - start === largest.inputs) return position
    checkSize(input, position)
    room -= weightOf(input)
    if (room < 0 && position > start) return position
  }
  return inputs.length
}

const checkSize = ({ tokens, bytes }: InputSize, position: number): void => {
  if (tokens >= 1 && bytes >= 1 && tokens <= mostTokens) return
  const found = tokens > mostTokens ? `${tokens} tokens` : 'nothing'
  throw new ContentError(
    'EMBEDDER',
    `Expected from 1 to ${mostTokens} tokens to embed, got ${found} at position ${position}`,
  )
}
