import type { BlobRecord } from '../item.ts'

/** How a translation's build compares with its source's. */
export type Parity = {
  /** What is not as in the source, each in a sentence. */
  readonly differences: readonly string[]
  /** How many of the aspects that either has are alike, in percent. */
  readonly score: number
}

/** One aspect of two texts: whether either has it, and how they differ in it. */
type Aspect = { readonly isThere: boolean; readonly difference: string | null }

/**
 * Compares headings, pictures, links, code, divisions, quizzes and placeholders of a translation with those of its
 * source. Of records of earlier versions of the program only the first three are known.
 */
export const parity = (source: BlobRecord, translation: BlobRecord): Parity => {
  const aspects = [
    headings(source, translation),
    ...links(source, translation),
    ...built(source, translation),
  ]
  const there = aspects.filter(({ isThere }) => isThere)
  const differences = there.flatMap(({ difference }) => difference ?? [])
  const alike = there.length - differences.length
  return { differences, score: there.length === 0 ? 100 : Math.round((100 * alike) / there.length) }
}

const headings = (source: BlobRecord, translation: BlobRecord): Aspect => {
  const [expected, found] = [levelsOf(source), levelsOf(translation)]
  const isThere = expected.length > 0 || found.length > 0
  if (expected.length !== found.length) {
    return { isThere, difference: counts(expected.length, 'heading', found.length) }
  }
  const at = expected.findIndex((level, index) => found[index] !== level)
  const difference =
    at < 0
      ? null
      : `Expected heading ${at + 1} to be of level ${expected[at]} as in the source, got level ${found[at]}.`
  return { isThere, difference }
}

const levelsOf = ({ outline }: BlobRecord): readonly number[] =>
  outline.map(({ depth }) => depth).filter((depth) => depth > 0)

const links = (source: BlobRecord, translation: BlobRecord): readonly Aspect[] => {
  const count = ({ links: all }: BlobRecord, wanted: 'image' | 'link'): number =>
    all.filter(({ kind }) => kind === wanted).length
  return [
    counted(count(source, 'image'), 'picture', count(translation, 'image')),
    counted(count(source, 'link'), 'link', count(translation, 'link')),
  ]
}

const built = (
  { structure: expected }: BlobRecord,
  { structure: found }: BlobRecord,
): readonly Aspect[] => {
  if (expected === null || found === null) return []
  return [
    counted(expected.code, 'block of code', found.code, 'blocks of code'),
    listed(expected.divisions, 'the divisions', found.divisions),
    quizzes(expected.quizzes, found.quizzes),
    listed(expected.placeholders, 'the placeholders', found.placeholders),
  ]
}

const counted = (expected: number, noun: string, found: number, plural = `${noun}s`): Aspect => ({
  isThere: expected > 0 || found > 0,
  difference: expected === found ? null : counts(expected, noun, found, plural),
})

const counts = (expected: number, noun: string, found: number, plural = `${noun}s`): string =>
  `Expected ${expected} ${expected === 1 ? noun : plural} as in the source, got ${found}.`

const listed = (expected: readonly string[], noun: string, found: readonly string[]): Aspect => ({
  isThere: expected.length > 0 || found.length > 0,
  difference:
    expected.join('\n') === found.join('\n')
      ? null
      : `Expected ${noun} ${written(expected)} as in the source, got ${written(found)}.`,
})

const written = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ')

const quizzes = (expected: readonly string[], found: readonly string[]): Aspect => {
  const isThere = expected.length > 0 || found.length > 0
  if (expected.length !== found.length) {
    return {
      isThere,
      difference: counts(expected.length, 'list of choices', found.length, 'lists of choices'),
    }
  }
  const at = expected.findIndex((choices, index) => found[index] !== choices)
  const [wanted = '', got = ''] = [expected[at], found[at]]
  if (at < 0) return { isThere, difference: null }
  const difference =
    wanted.length === got.length
      ? `Expected the right answers of quiz ${at + 1} to be ${answers(wanted)} as in the source, got ${answers(got)}.`
      : `Expected ${wanted.length} choices in quiz ${at + 1} as in the source, got ${got.length}.`
  return { isThere, difference }
}

const answers = (choices: string): string =>
  [...choices].flatMap((mark, index) => (mark === 'x' ? [String(index + 1)] : [])).join(', ') ||
  'none'
