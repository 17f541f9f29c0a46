import { countTokens } from './tokens.ts'

type Cut = (text: string) => readonly string[]

/**
 * Pieces of text of at most `limit` tokens each, in order and without empty ones. Text that fits stays whole;
 * else it is cut between lines (of a list, a table, code), then sentences, words, graphemes, whichever is the coarsest
 * that fits.
 */
export const splitText = (text: string, limit: number, language: string): readonly string[] =>
  split(text, limit, cutsOf(language))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const split = (text: string, limit: number, cuts: readonly Cut[]): readonly string[] => {
  const [cut, ...finer] = cuts
  if (cut === undefined || fits(text, limit)) return [text]
  return pack(
    cut(text).flatMap((piece) => split(piece, limit, finer)),
    limit,
  )
}

// The tokenizer needs quadratic time for a long run of letters (20,000 of them: 0.45 s), so what is
// surely too long is not counted. Prose has about 4 characters a token.
const fits = (text: string, limit: number): boolean =>
  text.length <= limit * 8 && countTokens(text) <= limit

const pack = (pieces: readonly string[], limit: number): readonly string[] => {
  const packed: { text: string; tokens: number }[] = []
  for (const piece of pieces) {
    const tokens = countTokens(piece)
    const last = packed.at(-1)
    if (last !== undefined && last.tokens + tokens <= limit) {
      last.text += piece
      last.tokens += tokens
    } else {
      packed.push({ text: piece, tokens })
    }
  }
  return packed.map((group) => group.text)
}

// A grapheme has no greatest length (combining marks), hence code points at last.
const cutsOf = (language: string): readonly Cut[] => [
  (text) => text.split(/(?<=\n)/u),
  (text) => sentencesOf(text, language),
  (text) => text.split(/(?<=\S)(?=\s)/u),
  (text) => segmentsOf(text, language, 'word'),
  (text) => segmentsOf(text, language, 'grapheme'),
  (text) => [...text],
]

// ICU's own list of abbreviations is not used by Node's segmenter, even where asked for (`en-u-ss-standard`, Node 24).
const abbreviation = /(?:^|[\s(])(?:\p{L}|Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|vs|cf|etc|ca|bzw|evtl)\.\s*$/u

const sentencesOf = (text: string, language: string): readonly string[] => {
  const sentences: string[] = []
  for (const segment of segmentsOf(text, language, 'sentence')) {
    const last = sentences.at(-1)
    if (last !== undefined && abbreviation.test(last)) sentences[sentences.length - 1] += segment
    else sentences.push(segment)
  }
  return sentences
}

const segmentsOf = (
  text: string,
  language: string,
  granularity: 'sentence' | 'word' | 'grapheme',
): readonly string[] =>
  Array.from(new Intl.Segmenter(language, { granularity }).segment(text), ({ segment }) => segment)
