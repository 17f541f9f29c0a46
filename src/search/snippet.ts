import { wordsOf } from './segment.ts'

const snippetLength = 200
// A window may begin after at most this many places; more would only cost time.
const mostPlaces = 400

/**
 * About 200 characters of a chunk where the words of the question stand closest together, cut between words, with
 * white space collapsed and `…` where something was left out. The beginning where no word occurs.
 */
export const snippet = (text: string, question: string, language: string): string => {
  const flat = text.replace(/\s+/gu, ' ').trim()
  if (flat.length <= snippetLength) return flat
  const places = placesOf(flat, question, language)
  const starts = [0, ...places.slice(0, mostPlaces).map(({ index }) => Math.max(0, index - 40))]
  const wordsFrom = (start: number): number =>
    new Set(
      places
        .filter(({ index }) => index >= start && index < start + snippetLength - 40)
        .map(({ word }) => word),
    ).size
  const best = starts.reduce((a, b) => (wordsFrom(b) > wordsFrom(a) ? b : a))
  return cutAt(flat, best, language)
}

type Place = { readonly index: number; readonly word: string }

/** Where words of the question, or longer forms of them, begin. */
const placesOf = (text: string, question: string, language: string): readonly Place[] => {
  const roots = [...new Set(wordsOf(question, language).map(rootOf))]
  return segmentsOf(text, language).flatMap(({ segment, index, isWordLike }) => {
    const word = segment.toLowerCase()
    const root = isWordLike ? roots.find((candidate) => word.startsWith(candidate)) : undefined
    return root === undefined || word.length > root.length + 4 ? [] : [{ index, word: root }]
  })
}

/** Enough of a word to meet its inflections. */
const rootOf = (word: string): string => (word.length > 5 ? word.slice(0, -2) : word)

const cutAt = (text: string, start: number, language: string): string => {
  const bounds = segmentsOf(text, language).map(({ index }) => index)
  const from = bounds.find((index) => index >= start) ?? 0
  const end = from + snippetLength
  // A single word longer than a snippet has no boundary inside.
  const to =
    end >= text.length ? text.length : (bounds.findLast((i) => i <= end && i > from) ?? end)
  // What ends a clause that is not shown.
  const body = text
    .slice(from, to)
    .replace(from > 0 ? /^[\s\p{Pe}\p{Pf},.;:!?、，。；：！？]+/u : /^\s+/u, '')
    .trimEnd()
  return `${from > 0 ? '…' : ''}${body}${to < text.length ? '…' : ''}`
}

const segmentsOf = (text: string, language: string) =>
  Array.from(
    new Intl.Segmenter(language, { granularity: 'word' }).segment(text),
    ({ segment, index, isWordLike }) => ({ segment, index, isWordLike: isWordLike === true }),
  )
