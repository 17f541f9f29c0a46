import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'

// With the default, text such as `<|endoftext|>` makes the tokenizer throw; a lesson may contain it.
const asPlainText = { disallowedSpecial: new Set<string>() }

/** Tokens of text in cl100k_base, the encoding of OpenAI's embedding models; special tokens count as ordinary text. */
export const countTokens = (text: string): number => countCl100k(text, asPlainText)
