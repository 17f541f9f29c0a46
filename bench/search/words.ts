import type { Random } from '../corpus/random.ts'

const syllables =
  `ba be bo bri cal cor da del do dra el fan fer fo gar gle go hal har hem jo ka ken la lin lo mar mel mi
  mor na nel no or pa pel pin po qua ra rel ri ro sa sel so sta ta tel to tra ul va vel vi wan wo ya zel zo`.split(
    /\s+/,
  )

const stopWords =
  'the of and to in a is that for on with as it at by this from or an be are which when where how your not have more'.split(
    ' ',
  )

const topics = 400
const wordsPerTopic = 40
const sharedWords = 1_500

const wordOf = (number: number): string => {
  const at = (place: number): string => syllables[place % syllables.length] ?? ''
  const [high, middle] = [
    Math.floor(number / syllables.length ** 2),
    Math.floor(number / syllables.length),
  ]
  return `${at(number)}${at(middle + 7 * number)}${at(high + 13 * middle)}n`
}

/** One of so many, the first far more often than the last, as words are in texts (Zipf). */
const rank = (random: Random, count: number): number =>
  Math.min(count - 1, Math.floor(count ** random.next()) - 1)

/** A word of a topic, one that every topic uses, or null for one without meaning. */
export type Meaning = { readonly topic: number | null; readonly number: number } | null

const word = (topic: number | null, number: number): string =>
  wordOf(topic === null ? number : sharedWords + topic * wordsPerTopic + number)

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...Array.from(
    { length: sharedWords },
    (_, number) => [word(null, number), { topic: null, number }] as const,
  ),
  ...Array.from({ length: topics * wordsPerTopic }, (_, index) => {
    const [topic, number] = [Math.floor(index / wordsPerTopic), index % wordsPerTopic]
    return [word(topic, number), { topic, number }] as const
  }),
])

/** What a word of a generated text means. */
export const meaningOf = (text: string): Meaning => meanings.get(text) ?? null

/** Any topic. */
export const anyTopic = (random: Random): number => random.below(topics)

/** Topics of one subject lie beside each other. */
export const topicsPerSubject = 8

// A text wanders: of ten words with a meaning of their own some seven are its topic's, two its subject's, one of another.
const nearTopic = (random: Random, topic: number): number => {
  const near = random.next()
  if (near < 0.7) return topic
  if (near < 0.9) return topic - (topic % topicsPerSubject) + random.below(topicsPerSubject)
  return anyTopic(random)
}

/** So many words about a topic: half of them without meaning, some common ones, the rest its own or near it. */
export const wordsAbout = (random: Random, topic: number, count: number): readonly string[] =>
  Array.from({ length: count }, () => {
    const kind = random.next()
    if (kind < 0.45) return random.pick(stopWords)
    if (kind < 0.65) return word(null, rank(random, sharedWords))
    return word(nearTopic(random, topic), rank(random, wordsPerTopic))
  })

/** A word with one letter left out, or two that changed places. */
export const mistyped = (random: Random, text: string): string => {
  const at = 1 + random.below(Math.max(1, text.length - 2))
  const [head, first, second] = [text.slice(0, at), text[at] ?? '', text[at + 1] ?? '']
  return random.chance(0.5)
    ? `${head}${text.slice(at + 1)}`
    : `${head}${second}${first}${text.slice(at + 2)}`
}
